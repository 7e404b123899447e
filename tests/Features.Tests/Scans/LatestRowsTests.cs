using CsCheck;
using FedMl.Features.Columns;
using FedMl.Features.Scans;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Scans;

public sealed class LatestRowsTests
{
    /// <summary>Rows by key and time, cut into batches anywhere, against what a grouping of all of them says.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PickAsync_AnyRowsInAnyBatches_IsTheLatestOfEachKey(bool hasTime) => Gen.Select(
        Gen.Int[0, 5].Select(Gen.Int[0, 3]).Array[0, 30], Gen.Int[1, 6].Array[1, 30]).Sample(
        (rows, sizes) =>
        {
            var sorted = rows.OrderBy(row => row.Item1).ThenBy(row => row.Item2).ToArray();
            var expected = sorted.GroupBy(row => row.Item1).Select(same =>
            {
                var latest = hasTime ? same.Max(row => row.Item2) : 0;
                return (Key: (long)same.Key, IsAmbiguous: same.Count(row => !hasTime || row.Item2 == latest) > 1);
            });
            Assert.Equal(expected, Task.Run(() => PickAsync(Cut(sorted, sizes, hasTime))).GetAwaiter().GetResult());
        },
        iter: 2000);

    private static async IAsyncEnumerable<ScannedRows> Cut((int Key, int Time)[] rows, int[] sizes, bool hasTime)
    {
        await Task.CompletedTask;
        for (var (start, batch) = (0, 0); start < rows.Length; start += sizes[batch++ % sizes.Length])
        {
            var part = rows.Skip(start).Take(sizes[batch % sizes.Length]).ToArray();
            var times = Column(part.Select(row => (long)row.Time));
            yield return new ScannedRows([Column(part.Select(row => (long)row.Key))], [times], hasTime ? times : null, NullKeys: 1);
        }
    }

    private static async Task<List<(long Key, bool IsAmbiguous)>> PickAsync(IAsyncEnumerable<ScannedRows> rows)
    {
        List<(long, bool)> picked = [];
        var counted = new Counted(rows);
        var nullKeys = 0L;
        await foreach (var batch in LatestRows.PickAsync(counted.Rows()))
        {
            nullKeys += batch.Rows.NullKeys;
            picked.AddRange(Enumerable.Range(0, batch.Rows.Count).Select(row => (((ColumnValues<long>)batch.Rows.Keys[0])[row], batch.Ambiguous.Contains(row))));
        }

        Assert.Equal(counted.Batches, nullKeys);
        return picked;
    }

    private sealed class Counted(IAsyncEnumerable<ScannedRows> rows)
    {
        public int Batches { get; private set; }

        public async IAsyncEnumerable<ScannedRows> Rows()
        {
            await foreach (var batch in rows)
            {
                Batches++;
                yield return batch;
            }
        }
    }

    private static ColumnValues<long> Column(IEnumerable<long> values)
    {
        var column = new ColumnValues<long>();
        values.ToList().ForEach(column.Add);
        return column;
    }
}
