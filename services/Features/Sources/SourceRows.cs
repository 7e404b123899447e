using FedMl.Features.Columns;

namespace FedMl.Features.Sources;

/// <summary>The rows that answer a <see cref="RowRequest"/>.</summary>
/// <param name="RowOfKey">
/// For each key asked the row of the columns that holds its values, or <see cref="NotFound"/>, or <see cref="Ambiguous"/>:
/// several rows have that key and no event time tells which one is right; or <see cref="KeyInvalid"/>: the source cannot be
/// asked for such a key.
/// </param>
/// <param name="Columns">The wanted columns in the order asked. They may hold rows that nobody asked for.</param>
/// <param name="EventTimes">When the rows' values were true; null: not known.</param>
internal sealed record SourceRows(int[] RowOfKey, IReadOnlyList<ColumnValues> Columns, ColumnValues<long>? EventTimes)
{
    public const int NotFound = -1;
    public const int Ambiguous = -2;
    public const int KeyInvalid = -3;

    /// <summary>
    /// For each row of the columns whether it is what a cache kept, because the source could not be asked again; null: none is.
    /// </summary>
    public bool[]? Kept { get; init; }

    /// <summary>The same without rows that nobody asked for.</summary>
    public SourceRows Compact()
    {
        int[] found = [.. RowOfKey.Where(row => row >= 0).Distinct()];
        var rowOf = found.Select((row, i) => (row, i)).ToDictionary(at => at.row, at => at.i);
        return new SourceRows(
            Array.ConvertAll(RowOfKey, row => row < 0 ? row : rowOf[row]),
            [.. Columns.Select(column => column.Pick(found))],
            (ColumnValues<long>?)EventTimes?.Pick(found))
        {
            Kept = Kept is null ? null : Array.ConvertAll(found, row => Kept[row]),
        };
    }

    /// <summary>Answers to several requests for the same columns as one: its keys are theirs, one after the other.</summary>
    public static SourceRows Concat(IReadOnlyList<SourceRows> parts)
    {
        int[] counts = [.. parts.Select(part => part.Columns[0].Count)];
        List<int> rowOfKey = [];
        for (var (i, offset) = (0, 0); i < parts.Count; offset += counts[i++])
        {
            rowOfKey.AddRange(parts[i].RowOfKey.Select(row => row < 0 ? row : row + offset));
        }

        return new SourceRows(
            [.. rowOfKey],
            [.. Enumerable.Range(0, parts[0].Columns.Count).Select(column => ColumnValues.Concat([.. parts.Select(part => part.Columns[column])]))],
            parts[0].EventTimes is null ? null : (ColumnValues<long>)ColumnValues.Concat([.. parts.Select(part => part.EventTimes!)]))
        {
            Kept = parts.All(part => part.Kept is null) ? null : [.. parts.SelectMany((part, i) => part.Kept ?? new bool[counts[i]])],
        };
    }
}
