using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Discovery;

/// <summary>The profile of rows that were read, for a source that cannot compute one.</summary>
internal static class SampleProfile
{
    /// <param name="columns">What the values are of.</param>
    /// <param name="values">One for each column.</param>
    /// <param name="isSample">Whether there may be more rows.</param>
    public static AssetProfile Of(IReadOnlyList<SourceColumn> columns, IReadOnlyList<ColumnValues> values, bool isSample) =>
        new(values.Count == 0 ? 0 : values[0].Count, isSample, [.. columns.Zip(values, Statistics)]);

    private static ColumnStatistics Statistics(SourceColumn column, ColumnValues values)
    {
        int[] rows = [.. Enumerable.Range(0, values.Count).Where(row => !values.IsNull(row))];
        var counts = rows.Select(row => ValueText.Of(values, row, column.Type)).GroupBy(text => text, StringComparer.Ordinal)
            .Select(same => (Text: same.Key, Count: same.LongCount())).ToArray();
        var (min, max) = column.Type == ValueType.Binary ? (null, null) : Range(values, rows, column.Type);
        IReadOnlyList<Bar> bars = column.Type == ValueType.Binary ? []
            : HistogramAxis.Has(column.Type) ? Steps(values, rows, column.Type)
            : [.. counts.OrderByDescending(same => same.Count).ThenBy(same => same.Text, StringComparer.Ordinal).Take(HistogramAxis.MostBars).Select(same => new Bar(same.Text, same.Text, same.Count))];
        return new ColumnStatistics(column, values.Count - rows.Length, counts.Length, min, max, bars);
    }

    private static (string? Min, string? Max) Range(ColumnValues values, int[] rows, ValueType type)
    {
        int[] ordered = [.. rows.Where(row => values is not ColumnValues<double> numbers || !double.IsNaN(numbers[row]))];
        Array.Sort(ordered, (row, other) => Compare(values, row, other, type));
        return ordered.Length == 0 ? (null, null) : (ValueText.Of(values, ordered[0], type), ValueText.Of(values, ordered[^1], type));
    }

    private static IReadOnlyList<Bar> Steps(ColumnValues values, int[] rows, ValueType type)
    {
        double[] places = [.. rows.Select(row => HistogramAxis.PlaceOf(values, row, type)).OfType<double>()];
        if (places.Length == 0)
        {
            return [];
        }

        var axis = new HistogramAxis(type, places.Min(), places.Max());
        var counts = new long[axis.Bars];
        foreach (var place in places)
        {
            counts[axis.BarOf(place)]++;
        }

        return axis.Make(counts);
    }

    private static int Compare(ColumnValues values, int row, int other, ValueType type) => values switch
    {
        ColumnValues<long> numbers => numbers[row].CompareTo(numbers[other]),
        ColumnValues<double> numbers => numbers[row].CompareTo(numbers[other]),
        ColumnValues<bool> truths => truths[row].CompareTo(truths[other]),
        ColumnValues<string> decimals when type == ValueType.Decimal => Number(decimals[row]).CompareTo(Number(decimals[other])),
        ColumnValues<string> texts => string.CompareOrdinal(texts[row], texts[other]),
        _ => 0,
    };

    // Near enough to order: the exact text is what is told.
    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
