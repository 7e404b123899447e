using System.Globalization;
using Apache.Arrow;
using FedMl.BatchScoring.Columns;

namespace FedMl.BatchScoring.Tests.Columns;

public sealed class KeyHashTests
{
    private const int Rows = 10_000;

    [Fact]
    public void RowsOf_AllPartitions_HaveEachRowOnceAndAboutAsMany()
    {
        var keys = new Int64Array.Builder().AppendRange(Enumerable.Range(0, Rows).Select(i => (long)i)).Build();
        int[][] parts = [.. Enumerable.Range(0, 4).Select(i => KeyHash.RowsOf([keys], Rows, i, 4))];
        Assert.Equal(Enumerable.Range(0, Rows), parts.SelectMany(p => p).Order());
        Assert.All(parts, part => Assert.InRange(part.Length, Rows / 5, Rows / 3));
    }

    [Fact]
    public void RowsOf_TheSameKeyAsTextAndNumber_IsInTheSamePartition()
    {
        var numbers = new Int64Array.Builder().AppendRange(Enumerable.Range(0, 100).Select(i => (long)i)).Build();
        var texts = new StringArray.Builder().AppendRange(Enumerable.Range(0, 100).Select(i => i.ToString(CultureInfo.InvariantCulture))).Build();
        Assert.Equal(KeyHash.RowsOf([numbers], 100, 1, 3), KeyHash.RowsOf([texts], 100, 1, 3));
    }
}
