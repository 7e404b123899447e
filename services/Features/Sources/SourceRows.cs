using FedMl.Features.Columns;

namespace FedMl.Features.Sources;

/// <summary>The rows that answer a <see cref="RowRequest"/>.</summary>
/// <param name="RowOfKey">
/// For each key asked the row of the columns that holds its values, or <see cref="NotFound"/>, or <see cref="Ambiguous"/>:
/// several rows have that key and no event time tells which one is right.
/// </param>
/// <param name="Columns">The wanted columns in the order asked. They may hold rows that nobody asked for.</param>
/// <param name="EventTimes">When the rows' values were true; null: not known.</param>
internal sealed record SourceRows(int[] RowOfKey, IReadOnlyList<ColumnValues> Columns, ColumnValues<long>? EventTimes)
{
    public const int NotFound = -1;
    public const int Ambiguous = -2;

    /// <summary>
    /// For each row of the columns whether it is what a cache kept, because the source could not be asked again; null: none is.
    /// </summary>
    public bool[]? Kept { get; init; }
}
