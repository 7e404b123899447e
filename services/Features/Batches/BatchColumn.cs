using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Batches;

/// <summary>One column of a batch on its way to a caller.</summary>
/// <param name="Name">The entity key or the reference; empty: it needs none.</param>
/// <param name="View">Whose statuses its rows have; null: every value is there.</param>
internal sealed record BatchColumn(string Name, ValueType Type, ColumnValues Values, BatchView? View)
{
    /// <summary>Whether any row has another status than PRESENT.</summary>
    public bool HasStatuses => View is not null && (View.Statuses is not null || Values.NullCount > 0);

    /// <summary>Tells each row's status, a byte each.</summary>
    public void CopyStatusesTo(Span<byte> target)
    {
        target.Fill((byte)ValueStatus.Present);
        var nulls = Values.Nulls;
        for (var row = 0; row < nulls.Length; row++)
        {
            if (nulls[row])
            {
                target[row] = (byte)ValueStatus.Null;
            }
        }

        for (var row = 0; row < (View!.Statuses?.Length ?? 0); row++)
        {
            var status = View.Statuses![row];
            if (status != ValueStatus.Present && (!FeatureBatch.HasValue(status) || target[row] == (byte)ValueStatus.Present))
            {
                target[row] = (byte)status;
            }
        }
    }
}
