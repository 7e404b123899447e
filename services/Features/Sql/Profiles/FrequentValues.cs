using FedMl.Features.Columns;
using FedMl.Features.Discovery;

namespace FedMl.Features.Sql.Profiles;

/// <summary>Counts the values of a column that are there most often.</summary>
internal static class FrequentValues
{
    /// <returns>The most frequent first, those of one count by their text.</returns>
    public static async Task<IReadOnlyList<Bar>> ReadAsync(ProfiledAsset asset, ProfiledColumn column, CancellationToken cancellationToken)
    {
        var sql = column.Stored.Quoted;
        var tail = $" WHERE {sql} IS NOT NULL GROUP BY {sql} ORDER BY COUNT(*) DESC, {sql} LIMIT {HistogramAxis.MostBars}";
        var found = await asset.SelectAsync([Aggregate.Of("value", sql, column), Aggregate.Count("count", "COUNT(*)")], tail, [], cancellationToken);
        var (values, counts) = (found[0], (ColumnValues<long>)found[1]);
        return
        [
            .. Enumerable.Range(0, values.Count).Where(row => !values.IsNull(row))
                .Select(row => (Text: ValueText.Of(values, row, column.Source.Type), Count: counts[row]))
                .OrderByDescending(value => value.Count).ThenBy(value => value.Text, StringComparer.Ordinal)
                .Select(value => new Bar(value.Text, value.Text, value.Count)),
        ];
    }
}
