using FedMl.Features.Columns;
using FedMl.Features.Discovery;

namespace FedMl.Features.Sql.Profiles;

/// <summary>What one pass over all rows tells of a column.</summary>
/// <param name="Distinct">Null: large values are not compared.</param>
/// <param name="Axis">Null: values are counted one by one, or there are none.</param>
internal sealed record ColumnRange(ProfiledColumn Column, long Nulls, long? Distinct, string? Min, string? Max, HistogramAxis? Axis)
{
    private const string Rows = "rows";

    public static async Task<(long Rows, ColumnRange[] Ranges)> ReadAsync(
        ProfiledAsset asset, IReadOnlyList<ProfiledColumn> columns, CancellationToken cancellationToken)
    {
        Aggregate[] aggregates = [Aggregate.Count(Rows, "COUNT(*)"), .. columns.SelectMany(Aggregates)];
        var values = await asset.SelectAsync(aggregates, tail: "", [], cancellationToken);
        var found = aggregates.Zip(values).ToDictionary(pair => pair.First.Column.Name, pair => pair.Second, StringComparer.Ordinal);
        return (Count(found, Rows)!.Value, [.. columns.Select((column, i) => Of(column, i, found))]);
    }

    private static IEnumerable<Aggregate> Aggregates(ProfiledColumn column, int i)
    {
        var sql = column.Stored.Quoted;
        yield return Aggregate.Count($"nulls{i}", $"COUNT(CASE WHEN {sql} IS NULL THEN 1 END)");
        if (column.IsLarge)
        {
            yield break;
        }

        yield return Aggregate.Count($"distinct{i}", $"COUNT(DISTINCT {sql})");
        if (column.Source.Type is not (ValueType.Binary or ValueType.Bool))
        {
            yield return Aggregate.Of($"min{i}", $"MIN({sql})", column);
            yield return Aggregate.Of($"max{i}", $"MAX({sql})", column);
        }
    }

    private static ColumnRange Of(ProfiledColumn column, int i, Dictionary<string, ColumnValues> found)
    {
        var type = column.Source.Type;
        var (min, max) = (found.GetValueOrDefault($"min{i}"), found.GetValueOrDefault($"max{i}"));
        var axis = HistogramAxis.Has(type) && Place(min, type) is { } least && Place(max, type) is { } greatest ? new HistogramAxis(type, least, greatest) : null;
        return new ColumnRange(column, Count(found, $"nulls{i}")!.Value, Count(found, $"distinct{i}"), Text(min, type), Text(max, type), axis);
    }

    private static long? Count(Dictionary<string, ColumnValues> found, string name) => found.GetValueOrDefault(name) is ColumnValues<long> counts ? counts[0] : null;

    private static double? Place(ColumnValues? value, ValueType type) => value is null ? null : HistogramAxis.PlaceOf(value, 0, type);

    private static string? Text(ColumnValues? value, ValueType type) => value is null || value.IsNull(0) ? null : ValueText.Of(value, 0, type);
}
