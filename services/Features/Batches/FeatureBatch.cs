using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Batches;

/// <summary>Rows of features on their way to a caller, all columns of the same length.</summary>
internal sealed record FeatureBatch(IReadOnlyList<ColumnValues> Keys, IReadOnlyList<BatchView> Views)
{
    public int Count => Keys[0].Count;
}

/// <summary>What one view answers for the rows of a batch.</summary>
/// <param name="Columns">Its features, one value a row.</param>
/// <param name="Statuses">One a row where the value is not null; null: all are PRESENT.</param>
internal sealed record BatchView(IReadOnlyList<ColumnValues> Columns, ValueStatus[]? Statuses)
{
    public ValueStatus StatusAt(ColumnValues column, int row)
    {
        var status = Statuses is null ? ValueStatus.Present : Statuses[row];
        return HasValue(status) && column.IsNull(row) ? ValueStatus.Null : status;
    }

    /// <summary>Whether a row has a value, which may be null.</summary>
    public bool HasValueAt(int row) => Statuses is null || HasValue(Statuses[row]);

    private static bool HasValue(ValueStatus status) => status is ValueStatus.Present or ValueStatus.Stale;
}
