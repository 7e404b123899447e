using FedMl.Features.Columns;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Sources;

/// <summary>What every source that people look into must do alike.</summary>
public abstract class AssetLookContract : RowHistoryContract
{
    /// <summary>Whether the source computes profiles. Of another a sample is read, and the profile is of that.</summary>
    protected virtual bool Profiles => true;

    private static TestAsset Everything { get; } = new(
        "S",
        "EVERYTHING",
        [("id", "string"), ("n", "int64"), ("x", "double"), ("d", "decimal"), ("b", "bool"), ("day", "date"), ("at", "timestamp"), ("text", "string")],
        [.. Enumerable.Range(0, 100).Select(Row)]);

    [Fact]
    public async Task SampleAsync_SomeColumns_AreReadExactlyInTheOrderAsked()
    {
        var source = Source(TestAsset.Iris);
        var sample = await SampleAsync(source, TestAsset.Iris, 10, long.MaxValue, "species", "sample_id");
        Assert.False(sample.IsCut);
        Assert.Equal(2, sample.Values[0].Count);
        var row = ((ColumnValues<string>)sample.Values[1])[0] == "000001" ? 0 : 1;
        Assert.Equal(("setosa", "000123"), (((ColumnValues<string>)sample.Values[0])[row], ((ColumnValues<string>)sample.Values[1])[1 - row]));
        Assert.True(sample.Values[0].IsNull(1 - row));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public async Task SampleAsync_Limit_IsKept(int limit, int rows)
    {
        var sample = await SampleAsync(Source(Everything), Everything, limit, long.MaxValue);
        Assert.All(sample.Values, column => Assert.Equal(rows, column.Count));
        Assert.False(sample.IsCut);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(long.MaxValue, 100)]
    public async Task SampleAsync_Size_StopsItAfterTheFirstRow(long maxBytes, int rows)
    {
        var sample = await SampleAsync(Source(Everything), Everything, 1000, maxBytes);
        Assert.Equal((rows, rows < 100), (sample.Values[0].Count, sample.IsCut));
    }

    [Fact]
    public async Task SampleAsync_UnknownAsset_IsNotFound()
    {
        var source = Source(Everything);
        var columns = await source.DescribeAssetAsync(new AssetReference("S", "EVERYTHING"), default);
        await Assert.ThrowsAsync<AssetNotFoundException>(() => source.Offers<IAssetSampler>()!.SampleAsync(new AssetReference("S", "NONE"), columns, 1, 1, default));
    }

    [Fact]
    public async Task ProfileAsync_AllTypes_IsWhatIsCountedOverAllRows()
    {
        var source = Source(Everything);
        var columns = await source.DescribeAssetAsync(new AssetReference("S", "EVERYTHING"), default);
        Assert.Equal(Profiles, source.Offers<IAssetProfiler>() is not null);
        if (source.Offers<IAssetProfiler>() is not { } profiler)
        {
            return;
        }

        var computed = await profiler.ProfileAsync(new AssetReference("S", "EVERYTHING"), columns, default);
        var counted = SampleProfile.Of(columns, (await SampleAsync(source, Everything, 1000, long.MaxValue)).Values, isSample: false);

        Assert.Equal((100, false), (computed.Rows, computed.IsSample));
        Assert.Equal(columns, computed.Columns.Select(column => column.Column));
        foreach (var (ours, theirs) in counted.Columns.Zip(computed.Columns))
        {
            Assert.Equal((ours.Column.Name, ours.Nulls, ours.Min, ours.Max), (theirs.Column.Name, theirs.Nulls, theirs.Min, theirs.Max));
            Assert.InRange(theirs.Distinct!.Value, ours.Distinct!.Value * 0.7, ours.Distinct.Value * 1.3);
            // Which of the values that are equally frequent are told is the source's choice.
            if (HistogramAxis.Has(ours.Column.Type) || ours.Bars.Any(bar => bar.Count > 1))
            {
                Assert.Equal(ours.Bars, theirs.Bars);
            }
        }

        Assert.Equal(HistogramAxis.MostBars, computed.Columns[0].Bars.Count);
        Assert.Equal(99, computed.Columns[1].Bars.Sum(bar => bar.Count));
    }

    [Fact]
    public async Task ProfileAsync_OneValueOrNone_HasOneBarOrNone()
    {
        var asset = new TestAsset("S", "FEW", [("id", "string"), ("same", "int64"), ("none", "double"), ("day", "date")], ["1", "7", null, "2024-02-29"], ["2", "7", null, "2024-02-29"]);
        var source = Source(asset);
        var columns = await source.DescribeAssetAsync(new AssetReference("S", "FEW"), default);
        if (source.Offers<IAssetProfiler>() is not { } profiler)
        {
            return;
        }

        var profile = await profiler.ProfileAsync(new AssetReference("S", "FEW"), columns, default);
        Assert.Equal(new Bar("7", "7", 2), Assert.Single(profile.Columns[1].Bars));
        Assert.Equal((2, 0, null, null), (profile.Columns[2].Nulls, profile.Columns[2].Distinct, profile.Columns[2].Min, profile.Columns[2].Max));
        Assert.Empty(profile.Columns[2].Bars);
        Assert.Equal(new Bar("2024-02-29", "2024-02-29", 2), Assert.Single(profile.Columns[3].Bars));
    }

    private static async Task<AssetSample> SampleAsync(IBusinessDataSource source, TestAsset asset, int rows, long maxBytes, params string[] names)
    {
        var reference = new AssetReference(asset.Space, asset.Name);
        var columns = await source.DescribeAssetAsync(reference, default);
        var asked = names.Length == 0 ? columns : [.. names.Select(name => columns.Single(column => column.Name == name))];
        return await source.Offers<IAssetSampler>()!.SampleAsync(reference, asked, rows, maxBytes, default);
    }

    private static string?[] Row(int i) =>
    [
        $"{i:D6}",
        i == 3 ? null : $"{(i * 37) % 101 - 50}",
        i % 10 == 0 ? null : FormattableString.Invariant($"{i * 0.75:R}"),
        FormattableString.Invariant($"{i}.{i:D2}"),
        i % 3 == 0 ? "true" : "false",
        $"{new DateOnly(1969, 12, 1).AddDays(i % 47):yyyy-MM-dd}",
        $"{new DateTime(2024, 2, 28, 22, 30, 0).AddSeconds(i * 977.25):yyyy-MM-dd'T'HH:mm:ss.ffffff}Z",
        i % 5 == 0 ? null : $"text {(i % 7) * (i % 7)}",
    ];
}
