using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Sources;

/// <summary>
/// What every source must do alike whose readers are scanners too (<see cref="IRowScanner"/>).
/// </summary>
public abstract class RowScannerContract : AssetLookContract
{
    private static readonly TestAsset Plants = new(
        "S",
        "A",
        [("plant", "string"), ("line", "int64"), ("x", "string")],
        ["B", "1", "B1"],
        ["A", "10", "A10"],
        [null, "3", "nobody"],
        ["A", "9", "A9"],
        ["A", null, "nobody"],
        ["😀", "-1", "smile"],
        ["￿", "0", "last before"]);

    [Fact]
    public async Task ScanAsync_CompositeKey_IsInOrderWithoutNullsWhichAreCounted()
    {
        var batches = await Scan(await Reader(Plants, keys: 2), new ScanRequest([0], Now, null, null, 100, long.MaxValue));
        Assert.Equal(["A9", "A10", "B1", "last before", "smile"], Texts(batches, 0));
        Assert.Equal(2, batches.Sum(batch => batch.NullKeys));
    }

    [Theory]
    [InlineData("A", 9, "A10,B1,last before,smile")]
    [InlineData("A", 8, "A9,A10,B1,last before,smile")]
    [InlineData("AA", 0, "B1,last before,smile")]
    [InlineData("￿", 0, "smile")]
    [InlineData("😀", -1, "")]
    public async Task ScanAsync_After_StartsBehindThatKeyWhetherItIsThereOrNot(string plant, long line, string expected)
    {
        var batches = await Scan(await Reader(Plants, keys: 2), new ScanRequest([0], Now, [Texts(plant), Numbers(line)], null, 100, long.MaxValue));
        Assert.Equal(expected, string.Join(",", Texts(batches, 0)));
    }

    [Fact]
    public async Task ScanAsync_NumberKeys_AreInTheOrderOfNumbers()
    {
        var asset = new TestAsset("S", "A", [("id", "int64"), ("x", "string")], ["10", "ten"], ["-2", "minus two"], ["9", "nine"], ["9223372036854775807", "many"]);
        Assert.Equal(["minus two", "nine", "ten", "many"], Texts(await Scan(await Reader(asset), All(1)), 0));
        Assert.Equal(["ten", "many"], Texts(await Scan(await Reader(asset), All(1) with { After = [Numbers(9)] }), 0));
    }

    [Fact]
    public async Task ScanAsync_Partitions_HaveEachKeyOnce()
    {
        string?[][] rows = [.. Enumerable.Range(0, 200).Select(i => new[] { i.ToString(CultureInfo.InvariantCulture), (i % 7).ToString(CultureInfo.InvariantCulture), $"v{i}" })];
        var reader = await Reader(Plants with { Rows = rows }, keys: 2);
        List<string> all = [];
        for (var i = 0; i < 3; i++)
        {
            var partition = new KeyPartition(i, 3);
            var batches = await Scan(reader, All(1) with { Partition = partition });
            Assert.InRange(Texts(batches, 0).Count, 40, 95);
            Assert.All(batches, batch => Assert.All(Enumerable.Range(0, batch.Count), row => Assert.True(partition.Has(batch.Keys, row))));
            all.AddRange(Texts(batches, 0));
        }

        Assert.Equal(rows.Select(row => row[2]!).Order(), all.Order());
    }

    [Fact]
    public async Task ScanAsync_EventTime_TellsTheLatestRowsAndNoneOfLaterTimes()
    {
        var batches = await Scan(await EventReader(), All(1));
        Assert.Equal(["other rival", "rival"], Texts(batches, 0).TakeLast(2).Order());
        Assert.DoesNotContain("future", Texts(batches, 0));
        Assert.DoesNotContain("timeless", Texts(batches, 0));

        var earlier = await Scan(await EventReader(), All(1) with { AsOf = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero) });
        Assert.Equal("second", Texts(earlier, 0)[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task ScanAsync_MaxRows_BoundsEveryBatchAndChangesNothingElse(int maxRows)
    {
        var batches = await Scan(await Reader(Plants, keys: 2), All(maxRows));
        Assert.All(batches, batch => Assert.InRange(batch.Count, 0, maxRows));
        Assert.Equal(["A9", "A10", "B1", "last before", "smile"], Texts(batches, 0));
        Assert.Equal(2, batches.Sum(batch => batch.NullKeys));
    }

    [Fact]
    public async Task ScanAsync_MaxBytes_AreAtMostPassedByOneRow()
    {
        string?[][] rows = [.. Enumerable.Range(0, 50).Select(i => new[] { i.ToString("D3", CultureInfo.InvariantCulture), new string('x', 1000) })];
        var batches = await Scan(await Reader(new TestAsset("S", "A", [("id", "string"), ("x", "string")], rows)), All(100) with { MaxBytes = 10_000 });
        Assert.All(batches, batch => Assert.InRange(batch.Count, 0, 5));
        Assert.Equal(50, batches.Sum(batch => batch.Count));
    }

    [Fact]
    public async Task ScanAsync_EachType_IsAsReadByKey()
    {
        var asset = new TestAsset(
            "S",
            "A",
            [("id", "string"), ("n", "int64"), ("d", "double"), ("e", "decimal"), ("b", "bool"), ("day", "date"), ("at", "timestamp")],
            ["1", "-7", "0.1", "12345678901234567890.123456789000000000", "True", "2024-02-29", "2026-01-02T03:04:05.678901Z"],
            ["2", null, null, null, null, null, null]);
        var reader = await Reader(asset);
        int[] wanted = [5, 4, 3, 2, 1, 0];
        var read = await reader.ReadAsync(new RowRequest([Texts("1", "2")], wanted, Now, Tenants.Local), default);
        var scanned = (await Scan(reader, All(100) with { Wanted = wanted })).Where(batch => batch.Count > 0).ToArray();
        Assert.Equal(2, scanned.Sum(batch => batch.Count));
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.True(read.Columns[i].AreEqual(read.RowOfKey[0], scanned[0].Columns[i], 0));
            Assert.True(scanned[^1].Columns[i].IsNull(scanned[^1].Count - 1));
        }
    }

    [Fact]
    public async Task ScanAsync_NoRows_EndsWithNone() =>
        Assert.Equal(0, (await Scan(await Reader(Plants, keys: 2), All(1) with { AsOf = Now, After = [Texts("\U0010FFFF"), Numbers(0)] })).Sum(batch => batch.Count));

    [Fact]
    public async Task ScanAsync_ColumnDropped_Fails()
    {
        var reader = await Reader(TestAsset.Iris);
        Put(TestAsset.Iris with { Columns = [("sample_id", "string"), ("length", "double"), ("species", "string")] });
        await Settle(reader);
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => Scan(reader, All(1)));
        Assert.Equal(ErrorReason.SourceChanged, failure.Reason);
    }

    [Fact]
    public async Task ScanAsync_Cancelled_StopsWithoutAnEnd()
    {
        var reader = (IRowScanner)await Reader(Plants, keys: 2);
        using var stopping = new CancellationTokenSource();
        await using var batches = reader.ScanAsync(All(1), stopping.Token).GetAsyncEnumerator(stopping.Token);
        Assert.True(await batches.MoveNextAsync());
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await batches.MoveNextAsync())
            {
            }
        });
    }

    private protected static ScanRequest All(int maxRows) => new([0], Now, null, null, maxRows, long.MaxValue);

    private protected static async Task<List<ScannedRows>> Scan(IRowReader reader, ScanRequest request)
    {
        List<ScannedRows> batches = [];
        await foreach (var batch in Assert.IsAssignableFrom<IRowScanner>(reader).ScanAsync(request, default))
        {
            batches.Add(batch);
        }

        return batches;
    }

    private protected static List<string> Texts(IEnumerable<ScannedRows> batches, int column) =>
        [.. batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => ((ColumnValues<string>)batch.Columns[column])[row]))];
}
