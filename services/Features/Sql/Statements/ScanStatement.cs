using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Statements;

/// <summary>The statements that read all rows, a page at a time, in the order of their keys and event times.</summary>
internal static class ScanStatement
{
    // What a source's time may have beyond the microsecond that is read of it, ticks.
    private const int TicksWithinMicrosecond = (int)TimeSpan.TicksPerMicrosecond - 1;

    /// <summary>Selects keys, wanted columns and event time, in this order.</summary>
    /// <param name="after">Where the page before this one ended; null: the first page.</param>
    public static SqlStatement Page(SqlDialect dialect, BoundPlan plan, ScanRequest request, ScanPlace? after, int rows)
    {
        List<object> parameters = [];
        List<string> conditions = [.. plan.Matches.Select(match => $"{match.Sql} IS NOT NULL"), .. CountingRows.At(plan, request.AsOf, parameters)];
        if (after is not null)
        {
            conditions.Add(Beyond(plan, after, 0, parameters));
        }

        if (request.Partition is { } partition && dialect.MayBeIn(partition, plan.Matches.Zip(plan.Plan.Keys, (match, key) => (match.Sql, key.Type))) is { } condition)
        {
            conditions.Add(condition);
        }

        string[] order = [.. plan.Matches.Select(match => match.Sql), .. plan.TimeMatch is { } match ? [match.Sql] : Array.Empty<string>()];
        var reads = plan.Select(request.Wanted, withKeys: true).Columns.Select((column, i) => $"{column.Read.Sql} AS \"c{i}\"");
        return new SqlStatement(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {string.Join(", ", reads)} FROM {dialect.From(plan.Plan.Asset, [])} WHERE {string.Join(" AND ", conditions)} ORDER BY {string.Join(", ", order)} LIMIT {rows}"),
            parameters);
    }

    /// <summary>Selects the number of rows whose key has a null.</summary>
    public static SqlStatement NullKeys(SqlDialect dialect, BoundPlan plan) => SqlStatement.Of(
        $"SELECT COUNT(*) AS \"c0\" FROM {dialect.From(plan.Plan.Asset, [])} WHERE {string.Join(" OR ", plan.Matches.Select(match => $"{match.Sql} IS NULL"))}");

    // Part by part, for a database may compare no rows; the first part alone lets it use an index.
    private static string Beyond(BoundPlan plan, ScanPlace after, int i, List<object> parameters)
    {
        if (i == plan.Matches.Count)
        {
            parameters.Add(plan.TimeMatch!.ToParameter(Timestamps.ToDateTimeOffset(after.Time!.Value).AddTicks(TicksWithinMicrosecond)));
            return $"{plan.TimeMatch.Sql} > ?";
        }

        var (match, key) = (plan.Matches[i], after.Keys[i]);
        if (!match.CanHold(key, after.Row))
        {
            return BeyondWhatCanBe(match, key, after.Row, parameters);
        }

        var value = KeyChunks.Value(key, after.Row);
        parameters.Add(value);
        if (i == plan.Matches.Count - 1 && after.Time is null)
        {
            return $"{match.Sql} > ?";
        }

        parameters.Add(value);
        parameters.Add(value);
        return $"({match.Sql} >= ? AND ({match.Sql} > ? OR ({match.Sql} = ? AND {Beyond(plan, after, i + 1, parameters)})))";
    }

    // A database fails on a parameter that cannot be a column's value.
    private static string BeyondWhatCanBe(KeyMatch match, ColumnValues key, int row, List<object> parameters)
    {
        if (key is ColumnValues<long> numbers)
        {
            return numbers[row] < match.Min ? "1 = 1" : "1 = 0";
        }

        // What is no longer than the column is beyond a longer text where it is beyond its beginning.
        parameters.Add(((ColumnValues<string>)key)[row][..match.MaxLength]);
        return $"{match.Sql} > ?";
    }
}

/// <summary>A place in the order of keys and event times.</summary>
/// <param name="Time">Microseconds since 1970; null: behind all of the key.</param>
internal sealed record ScanPlace(IReadOnlyList<ColumnValues> Keys, int Row, long? Time);
