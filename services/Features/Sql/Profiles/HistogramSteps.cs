using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Discovery;

namespace FedMl.Features.Sql.Profiles;

/// <summary>Counts how many rows each bar of some columns has, by one statement: for each edge, the rows below it.</summary>
internal static class HistogramSteps
{
    /// <param name="ranges">Columns that have an axis.</param>
    /// <returns>The bars of each.</returns>
    public static async Task<IReadOnlyList<Bar>[]> ReadAsync(ProfiledAsset asset, IReadOnlyList<ColumnRange> ranges, CancellationToken cancellationToken)
    {
        List<object> parameters = [];
        Aggregate[] aggregates = [.. ranges.SelectMany((range, i) => Counts(range, i, parameters))];
        if (aggregates.Length == 0)
        {
            return [];
        }

        var counts = await asset.SelectAsync(aggregates, tail: "", parameters, cancellationToken);
        var next = 0;
        return [.. ranges.Select(range =>
        {
            // Those below each inner edge, then all.
            var below = counts.AsSpan(next, range.Axis!.Bars).ToArray().Select(count => ((ColumnValues<long>)count)[0]).ToArray();
            next += below.Length;
            return range.Axis.Make([.. below.Select((count, bar) => count - (bar == 0 ? 0 : below[bar - 1]))]);
        })];
    }

    private static IEnumerable<Aggregate> Counts(ColumnRange range, int i, List<object> parameters)
    {
        var axis = range.Axis!;
        for (var edge = 1; edge < axis.Bars; edge++)
        {
            yield return Aggregate.Count($"c{i}_{edge}", $"COUNT(CASE WHEN {Below(range.Column, axis.EdgeOf(edge), parameters)} THEN 1 END)");
        }

        yield return Aggregate.Count($"c{i}", $"COUNT({range.Column.Stored.Quoted})");
    }

    private static string Below(ProfiledColumn column, double edge, List<object> parameters)
    {
        if (column.Source.Type is not (ValueType.Timestamp or ValueType.Date))
        {
            // An exponent makes it a double, not a decimal.
            return $"CAST({column.Stored.Quoted} AS DOUBLE) < {edge.ToString("E16", CultureInfo.InvariantCulture)}";
        }

        // A parameter is cut to what the column holds, such as days: what equals the cut edge is below the edge itself.
        var microseconds = (long)Math.Ceiling(edge);
        var parameter = column.Time!.ToParameter(Timestamps.ToDateTimeOffset(microseconds));
        var isCut = parameter.Equals(column.Time.ToParameter(Timestamps.ToDateTimeOffset(microseconds - 1)));
        parameters.Add(parameter);
        return $"{column.Time.Sql} {(isCut ? "<=" : "<")} ?";
    }
}
