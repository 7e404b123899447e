using FedMl.Features.Datasphere.Http;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>How many rows may be read for a request.</summary>
internal sealed class RowQuota(int max)
{
    /// <summary>The option that says it.</summary>
    public const string Option = $"{FeaturesOptions.Section}:{nameof(FeaturesOptions.Datasphere)}:{nameof(DatasphereOptions.MaxRowsPerRead)}";

    private int taken;

    /// <summary>Takes rows that were read.</summary>
    public void Take(int rows) => Check(Interlocked.Add(ref taken, rows));

    /// <summary>Looks whether so many more can still be read.</summary>
    /// <exception cref="UpstreamException">They cannot.</exception>
    public void CheckRoomFor(int rows) => Check((long)Volatile.Read(ref taken) + rows);

    private void Check(long rows)
    {
        if (rows > max)
        {
            throw new UpstreamException($"the keys have more than {max} rows ({Option})", isTransient: false);
        }
    }
}
