using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Statements;

/// <summary>
/// The statement that reads keys, each as of a time of its own: the asset joined with what is asked, and of each the two
/// latest rows, so that rivals are seen.
/// </summary>
internal static class HistoryStatement
{
    private const int RowsOfKey = 2;

    /// <summary>Selects the place in <paramref name="rows"/>, wanted columns and event time, in this order.</summary>
    /// <param name="rows">Rows of the request's keys and times.</param>
    public static SqlStatement Of(SqlDialect dialect, BoundPlan plan, HistoryRequest request, IReadOnlyList<int> rows)
    {
        ColumnRead[] reads = [.. plan.Select(request.Wanted, withKeys: false).Columns.Select(column => column.Read)];
        var names = string.Concat(reads.Select((_, i) => $", \"c{i}\""));
        var on = plan.Matches.Select((match, i) => $"{match.Sql} = \"a\".\"~k{i}\"").Concat(CountingRows.AtThatOf(plan, "\"a\""));
        var asked = string.Join(" UNION ALL ", rows.Select((_, place) => Asked(dialect, plan, place)));
        return new SqlStatement(
            $"""
            SELECT "~i"{names} FROM (SELECT "a"."~i", {string.Join(", ", reads.Select((read, i) => $"{read.Sql} AS \"c{i}\""))}
            , ROW_NUMBER() OVER (PARTITION BY "a"."~i" ORDER BY {(plan.TimeMatch is { } time ? time.Sql + " DESC" : "\"a\".\"~i\"")}) AS "n"
            FROM {dialect.From(plan.Plan.Asset, [])} INNER JOIN ({asked}) AS "a" ON {string.Join(" AND ", on)}) AS "r" WHERE "n" <= {RowsOfKey}
            """,
            [.. rows.SelectMany(row => request.Keys.Select(key => KeyChunks.Value(key, row)).Concat(CountingRows.Parameters(plan, Timestamps.ToDateTimeOffset(request.Times[row]))))]);
    }

    // Names that no column has: the asset's own are not qualified.
    private static string Asked(SqlDialect dialect, BoundPlan plan, int place)
    {
        var columns = plan.Matches.Select((match, i) => $"CAST(? AS {match.Type}) AS \"~k{i}\"").Concat(CountingRows.Columns(plan));
        return string.Create(CultureInfo.InvariantCulture, $"SELECT {place} AS \"~i\", {string.Join(", ", columns)}{dialect.FromOneRow}");
    }
}
