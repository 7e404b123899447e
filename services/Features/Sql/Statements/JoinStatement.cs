using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Statements;

/// <summary>
/// As <see cref="RowStatement"/>, with the assets that are joined, in one statement. Of a joined asset only the rows of the
/// keys that were found are looked at, and of each key the latest, two at most: they make two rows of one, which tells that
/// none of them is right.
/// </summary>
internal sealed class JoinStatement(SqlDialect dialect, BoundPlan plan, RowRequest request, IReadOnlyList<int> rows)
{
    private const string Own = "\"own\"";
    private const int RowsOfKey = 2;

    private readonly List<object> parameters = [];

    /// <summary>Selects keys, wanted columns and event time, in this order.</summary>
    public SqlStatement Make()
    {
        string[] tables = [OwnTable(), .. plan.Joins.Select(JoinedTable)];
        string[] selected =
        [
            .. plan.Keys.Select((_, i) => $"{Own}.\"k{i}\""),
            .. request.Wanted.Select(i => $"{NameOf(JoinOf(i))}.\"c{i}\""),
            .. plan.TimeRead is null ? Array.Empty<string>() : [$"{Own}.\"t\""],
        ];
        var joins = plan.Joins.Select((join, j) =>
            $" LEFT JOIN {NameOf(j)} ON {string.Join(" AND ", join.Own.Select((_, i) => $"{NameOf(j)}.\"k{i}\" = {Own}.\"j{j}_{i}\""))} AND {NameOf(j)}.\"rank\" = 1 AND {NameOf(j)}.\"n\" <= {RowsOfKey}");
        return new SqlStatement(
            $"WITH {string.Join(", ", tables)} SELECT {string.Join(", ", selected)} FROM {Own}{string.Concat(joins)} WHERE {Own}.\"n\" <= {RowsOfKey}", parameters);
    }

    private static string NameOf(int join) => join < 0 ? Own : $"\"join{join}\"";

    private static string Order(BoundPlan plan)
    {
        var partition = string.Join(", ", plan.Matches.Select(match => match.Row));
        return $"(PARTITION BY {partition} ORDER BY {(plan.TimeMatch is null ? partition : plan.TimeMatch.Sql + " DESC")})";
    }

    private string Counting(BoundPlan of) => string.Concat(CountingRows.At(of, request.AsOf, parameters).Select(condition => $" AND {condition}"));

    private int JoinOf(int column)
    {
        var name = plan.Plan.Columns[column].Join;
        return name is null ? -1 : plan.Plan.Joins.Select(join => join.Name).ToList().IndexOf(name);
    }

    private string OwnTable()
    {
        string[] selected =
        [
            .. plan.Keys.Select((read, i) => $"{read.Sql} AS \"k{i}\""),
            .. request.Wanted.Distinct().Where(i => JoinOf(i) < 0).Select(i => $"{plan.Columns[i].Sql} AS \"c{i}\""),
            .. plan.TimeRead is { } time ? [$"{time.Sql} AS \"t\""] : Array.Empty<string>(),
            .. plan.Joins.SelectMany((join, j) => join.Own.Select((match, i) => $"{match.Sql} AS \"j{j}_{i}\"")),
            $"ROW_NUMBER() OVER {Order(plan)} AS \"n\"",
        ];
        parameters.AddRange(request.Parameters.Select((value, i) => RowStatement.ParameterOf(value, plan.Plan.Parameters[i].Type)));
        parameters.AddRange(rows.SelectMany(row => request.Keys.Select(key => KeyChunks.Value(key, row))));
        var from = dialect.From(plan.Plan.Asset, [.. plan.Plan.Parameters.Select(parameter => parameter.Name)]);
        return $"{Own} AS (SELECT {string.Join(", ", selected)} FROM {from} WHERE {RowStatement.Condition(plan.Matches, rows.Count)}{Counting(plan)})";
    }

    private string JoinedTable(BoundJoin join, int j)
    {
        var joined = join.Joined;
        string[] selected =
        [
            .. joined.Matches.Select((match, i) => $"{match.Sql} AS \"k{i}\""),
            .. request.Wanted.Distinct().Where(i => JoinOf(i) == j).Select(i => $"{plan.Columns[i].Sql} AS \"c{i}\""),
            $"RANK() OVER {Order(joined)} AS \"rank\"",
            $"ROW_NUMBER() OVER {Order(joined)} AS \"n\"",
        ];
        // Outside of the parentheses, a column of the asset cannot be taken for one of ours.
        var keys = string.Join(", ", joined.Matches.Select(match => match.Sql));
        var found = $"(SELECT {string.Join(", ", join.Own.Select((_, i) => $"\"j{j}_{i}\""))} FROM {Own} WHERE \"n\" <= {RowsOfKey})";
        return $"{NameOf(j)} AS (SELECT {string.Join(", ", selected)} FROM {dialect.From(joined.Plan.Asset, [])} WHERE {(joined.Matches.Count == 1 ? keys : $"({keys})")} IN {found}{Counting(joined)})";
    }
}
