using System.Text;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Statements;

/// <summary>
/// The statement that reads the rows of some keys: of each key the two latest that count at a point in time, so that rivals
/// are seen. A database's own time travel is not used: on a view it may be ignored without a word.
/// </summary>
internal static class RowStatement
{
    private const int RowsOfKey = 2;

    /// <summary>Selects keys, wanted columns and event time, in this order.</summary>
    /// <param name="rows">Rows of the request's keys.</param>
    public static SqlStatement Of(SqlDialect dialect, BoundPlan plan, RowRequest request, IReadOnlyList<int> rows)
    {
        if (plan.Joins.Count > 0)
        {
            return new JoinStatement(dialect, plan, request, rows).Make();
        }

        ColumnRead[] reads = [.. plan.Select(request.Wanted, withKeys: true).Columns.Select(column => column.Read)];
        List<object> parameters = [.. request.Parameters.Select((value, i) => ParameterOf(value, plan.Plan.Parameters[i].Type)), .. rows.SelectMany(row => request.Keys.Select(key => KeyChunks.Value(key, row)))];
        var names = string.Join(", ", reads.Select((_, i) => $"\"c{i}\""));
        var partition = string.Join(", ", plan.Matches.Select(match => match.Row));
        var text = new StringBuilder($"SELECT {names} FROM (SELECT {string.Join(", ", reads.Select((read, i) => $"{read.Sql} AS \"c{i}\""))}")
            .Append($", ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY {(plan.TimeMatch is null ? partition : plan.TimeMatch.Sql + " DESC")}) AS \"n\"")
            .Append($" FROM {dialect.From(plan.Plan.Asset, [.. plan.Plan.Parameters.Select(parameter => parameter.Name)])} WHERE {Condition(plan.Matches, rows.Count)}");
        foreach (var condition in CountingRows.At(plan, request.AsOf, parameters))
        {
            text.Append($" AND {condition}");
        }

        text.Append($") AS \"r\" WHERE \"n\" <= {RowsOfKey}");
        return new SqlStatement(text.ToString(), parameters);
    }

    // Decimals and dates as text, which the database reads exactly.
    public static object ParameterOf(ColumnValues value, ValueType type) => value switch
    {
        ColumnValues<long> times when type == ValueType.Timestamp => Timestamps.ToDateTimeOffset(times[0]).UtcDateTime,
        ColumnValues<long> numbers => numbers[0],
        ColumnValues<double> numbers => numbers[0],
        ColumnValues<bool> truths => truths[0],
        _ => ((ColumnValues<string>)value)[0],
    };

    public static string Condition(IReadOnlyList<KeyMatch> keys, int count)
    {
        if (keys.Count == 1)
        {
            return $"{keys[0].Sql} IN ({string.Join(", ", Enumerable.Repeat("?", count))})";
        }

        var one = $"({string.Join(" AND ", keys.Select(key => $"{key.Sql} = ?"))})";
        return $"({string.Join(" OR ", Enumerable.Repeat(one, count))})";
    }
}
