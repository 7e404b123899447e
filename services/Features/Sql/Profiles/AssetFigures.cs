using FedMl.Features.Discovery;

namespace FedMl.Features.Sql.Profiles;

/// <summary>
/// Has the database compute a profile over all rows: a statement for the ranges of some columns, one for their bars, and
/// one for each column whose values are counted one by one.
/// </summary>
internal sealed class AssetFigures(ProfiledAsset asset)
{
    private const int ColumnsAtATime = 16;

    public async Task<AssetProfile> ComputeAsync(IReadOnlyList<ProfiledColumn> columns, CancellationToken cancellationToken)
    {
        long? rows = null;
        List<ColumnStatistics> statistics = [];
        foreach (var some in columns.Chunk(ColumnsAtATime))
        {
            var (counted, ranges) = await ColumnRange.ReadAsync(asset, some, cancellationToken);
            rows ??= counted;
            ColumnRange[] withAxis = [.. ranges.Where(HasSteps)];
            var steps = await HistogramSteps.ReadAsync(asset, withAxis, cancellationToken);
            foreach (var range in ranges)
            {
                statistics.Add(HasSteps(range) ? Told(range, steps[Array.IndexOf(withAxis, range)]) : await CountedAsync(range, cancellationToken));
            }
        }

        return new AssetProfile(rows ?? 0, IsSample: false, statistics);
    }

    private static bool HasSteps(ColumnRange range) =>
        range.Axis is not null && (range.Column.Source.Type is not (ValueType.Timestamp or ValueType.Date) || range.Column.Time is not null);

    private static ColumnStatistics Told(ColumnRange range, IReadOnlyList<Bar> bars) =>
        new(range.Column.Source, range.Nulls, range.Distinct, range.Min, range.Max, bars);

    private async Task<ColumnStatistics> CountedAsync(ColumnRange range, CancellationToken cancellationToken)
    {
        if (range.Column.IsLarge || range.Column.Source.Type is not (ValueType.String or ValueType.Bool))
        {
            return Told(range, []);
        }

        var bars = await FrequentValues.ReadAsync(asset, range.Column, cancellationToken);
        var told = Told(range, bars);
        // Databases do not agree on whether truth has an order; both of its values are among the bars.
        return range.Column.Source.Type == ValueType.Bool && bars.Count > 0
            ? told with { Min = bars.Min(bar => bar.From), Max = bars.Max(bar => bar.From) }
            : told;
    }
}
