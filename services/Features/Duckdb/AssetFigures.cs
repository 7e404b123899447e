using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// Computes a profile in DuckDB in two passes: counts, ranges and the most frequent values; then how many rows each bar of
/// the histograms has.
/// </summary>
internal sealed class AssetFigures(OpenAsset asset, IReadOnlyList<SourceColumn> columns)
{
    private long rows;

    public AssetProfile Compute()
    {
        var first = Select(["count(*)", .. columns.SelectMany(ColumnSql)], ReadFirst);
        var bars = first.SelectMany(Conditions).ToArray();
        long[] counts = bars.Length == 0 ? [] : Select(bars.Select(condition => $"count(*) FILTER ({condition})"), row => bars.Select((_, i) => row.GetInt64(i)).ToArray());
        var next = 0;
        return new AssetProfile(rows, IsSample: false, [.. first.Select(figures => Finish(figures, counts, ref next))]);
    }

    private static IEnumerable<string> ColumnSql(SourceColumn column)
    {
        var name = DuckDbSql.Name(column.Name);
        yield return $"count({name})";
        yield return $"approx_count_distinct({name})";
        if (column.Type == ValueType.Binary)
        {
            yield break;
        }

        var shown = column.Type switch
        {
            ValueType.String => TextOf(column),
            ValueType.Double => $"CASE WHEN NOT isnan({name}) THEN {name} END",
            ValueType.Timestamp or ValueType.Date => $"CASE WHEN isfinite({name}) THEN {name} END",
            _ => name,
        };
        yield return AssetRows.Bind($"min({shown})", TypeOf(column), column.Type).Sql;
        yield return AssetRows.Bind($"max({shown})", TypeOf(column), column.Type).Sql;
        if (HistogramAxis.Has(column.Type))
        {
            yield return $"min({PlaceOf(column)})";
            yield return $"max({PlaceOf(column)})";
        }
        else
        {
            yield return $"approx_top_k({TextOf(column)}, {HistogramAxis.MostBars})";
        }
    }

    private static string TypeOf(SourceColumn column) => column.Type == ValueType.String ? "VARCHAR" : column.SourceType;

    // As much of a text as is shown, and the mark that there is more.
    private static string TextOf(SourceColumn column)
    {
        var text = $"CAST({DuckDbSql.Name(column.Name)} AS VARCHAR)";
        return $"CASE WHEN length({text}) > {ValueText.MaxLength} THEN {text}[:{ValueText.MaxLength}] || '…' ELSE {text} END";
    }

    private static string PlaceOf(SourceColumn column)
    {
        var name = DuckDbSql.Name(column.Name);
        var number = column.Type is ValueType.Timestamp or ValueType.Date ? AssetRows.Bind(name, column.SourceType, ValueType.Timestamp).Sql : name;
        return $"CASE WHEN isfinite(CAST({number} AS DOUBLE)) THEN CAST({number} AS DOUBLE) END";
    }

    private static IEnumerable<string> Conditions(Figures figures)
    {
        if (figures.Axis is not { } axis)
        {
            return figures.Frequent.Select(text => $"{TextOf(figures.Column)} = {DuckDbSql.Text(text)}");
        }

        var place = PlaceOf(figures.Column);
        return Enumerable.Range(0, axis.Bars).Select(bar =>
            $"{place} >= {Number(axis.EdgeOf(bar))} AND {place} {(bar == axis.Bars - 1 ? "<=" : "<")} {Number(axis.EdgeOf(bar + 1))}");
    }

    // Sixteen digits and an exponent: DuckDB takes it for a double, not for a decimal.
    private static string Number(double value) => value.ToString("E16", CultureInfo.InvariantCulture);

    private static string? Read(DuckDBDataReader row, int ordinal, SourceColumn column)
    {
        var value = ColumnValues.Of(column.Type);
        return AssetRows.Bind("", TypeOf(column), column.Type).TryAdd(value, row, ordinal) && !value.IsNull(0) ? ValueText.Of(value, 0, column.Type) : null;
    }

    private T Select<T>(IEnumerable<string> expressions, Func<DuckDBDataReader, T> read) =>
        asset.Connection.Query($"SELECT {string.Join(", ", expressions)} FROM {asset.From}", read).Single();

    private Figures[] ReadFirst(DuckDBDataReader row)
    {
        rows = row.GetInt64(0);
        var next = 1;
        return [.. columns.Select(column => Read(row, column, ref next))];
    }

    private static Figures Read(DuckDBDataReader row, SourceColumn column, ref int next)
    {
        var (count, distinct) = (row.GetInt64(next++), row.GetInt64(next++));
        if (column.Type == ValueType.Binary)
        {
            return new Figures(column, count, distinct, null, null, null, []);
        }

        var (min, max) = (Read(row, next++, column), Read(row, next++, column));
        if (!HistogramAxis.Has(column.Type))
        {
            var frequent = next++;
            return new Figures(column, count, distinct, min, max, null, row.IsDBNull(frequent) ? [] : row.GetFieldValue<List<string>>(frequent));
        }

        var (least, greatest) = (next++, next++);
        var axis = row.IsDBNull(least) ? null : new HistogramAxis(column.Type, row.GetDouble(least), row.GetDouble(greatest));
        return new Figures(column, count, distinct, min, max, axis, []);
    }

    private ColumnStatistics Finish(Figures figures, long[] counts, ref int next)
    {
        var bars = counts.AsSpan(next, figures.Axis?.Bars ?? figures.Frequent.Count).ToArray();
        next += bars.Length;
        IReadOnlyList<Bar> histogram = figures.Axis is { } axis
            ? axis.Make(bars)
            : [.. figures.Frequent.Zip(bars, (text, count) => new Bar(text, text, count)).OrderByDescending(bar => bar.Count).ThenBy(bar => bar.From, StringComparer.Ordinal)];
        return new ColumnStatistics(figures.Column, rows - figures.Count, Math.Min(figures.Distinct, figures.Count), figures.Min, figures.Max, histogram);
    }

    /// <param name="Axis">Null: values are counted one by one.</param>
    /// <param name="Frequent">The most frequent values, where they are.</param>
    private sealed record Figures(
        SourceColumn Column, long Count, long Distinct, string? Min, string? Max, HistogramAxis? Axis, IReadOnlyList<string> Frequent);
}
