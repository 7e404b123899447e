using FedMl.Features.Columns;

namespace FedMl.Features.Predictions;

/// <summary>Rows that are right and fit their table: one column for each of its columns, no null in a key, no key twice.</summary>
internal sealed record PredictionRows(IReadOnlyList<ColumnValues> Columns)
{
    public int Count => Columns[0].Count;
}
