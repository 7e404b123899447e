namespace FedMl.Benchmarks.Scans;

/// <summary>What all values of each column come to, whatever their order: how two readers are held against each other.</summary>
internal sealed class ColumnSums
{
    private readonly long[] sums = new long[ScanData.Types.Count];
    private readonly int[] nulls = new int[ScanData.Types.Count];

    public int Rows { get; set; }

    public bool IsInOrder { get; set; } = true;

    public void AddNull(int column) => nulls[column]++;

    public void Add(int column, long value) => sums[column] += value;

    public void Add(int column, double value) => sums[column] += BitConverter.DoubleToInt64Bits(value);

    public void Add(int column, string value)
    {
        var hash = 17L;
        foreach (var c in value)
        {
            hash = (hash * 31) + c;
        }

        sums[column] += hash;
    }

    public bool Are(ColumnSums other) => Rows == other.Rows && sums.AsSpan().SequenceEqual(other.sums) && nulls.AsSpan().SequenceEqual(other.nulls);
}
