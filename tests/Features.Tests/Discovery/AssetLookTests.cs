using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Tests.Discovery;

public sealed class AssetLookTests : IAsyncLifetime
{
    private const string Rows = """"
        id,n,x,d,at,b,name,empty
        1,1,0.5,2024-01-01,2024-01-01 00:00:00,true,anna,
        2,2,-1.5,2024-01-11,2024-01-01 12:00:00.5,false,anna,
        3,101,,2024-01-02,,true,"a, ""b""",
        """";

    private readonly RunningFeatures features = new();

    public Task InitializeAsync()
    {
        features.View("none.yaml.bak", "").Data("S", "A.csv", Rows).Data("S", "WIDE.csv", "a,b,c\n1,2,3\n").Data("S", "EMPTY.csv", "a,b\n");
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => features.DisposeAsync().AsTask();

    [Fact]
    public async Task ProfileAsset_Asset_TellsFiguresOfEachColumn()
    {
        await features.StartAsync();
        var profile = await ProfileAsync("A");
        Assert.Equal((3, false, false), (profile.Rows, profile.IsSample, profile.ValuesHidden));
        Assert.StartsWith("id Int64 nulls 0 distinct 3 from 1 to 3: 1..1.2 1, ", Line(profile.Columns[0]), StringComparison.Ordinal);
        Assert.Equal("n Int64 nulls 0 distinct 3 from 1 to 101: 1..11 2, 11..21 0, 21..31 0, 31..41 0, 41..51 0, 51..61 0, 61..71 0, 71..81 0, 81..91 0, 91..101 1", Line(profile.Columns[1]));
        Assert.Equal((1, 2, "-1.5", "0.5"), (profile.Columns[2].Nulls, profile.Columns[2].Distinct, profile.Columns[2].Min, profile.Columns[2].Max));
        Assert.StartsWith("d Date nulls 0 distinct 3 from 2024-01-01 to 2024-01-11: 2024-01-01..2024-01-02 1, 2024-01-02..2024-01-03 1, ", Line(profile.Columns[3]), StringComparison.Ordinal);
        Assert.StartsWith("at Timestamp nulls 1 distinct 2 from 2024-01-01T00:00:00Z to 2024-01-01T12:00:00.5Z: ", Line(profile.Columns[4]), StringComparison.Ordinal);
        Assert.Equal("b Bool nulls 0 distinct 2 from false to true: true..true 2, false..false 1", Line(profile.Columns[5]));
        Assert.Equal("name String nulls 0 distinct 2 from a, \"b\" to anna: anna..anna 2, a, \"b\"..a, \"b\" 1", Line(profile.Columns[6]));
        Assert.Equal((3, 0, false), (profile.Columns[7].Nulls, profile.Columns[7].Distinct, profile.Columns[7].HasMin));
    }

    [Fact]
    public async Task ProfileAsset_SomeColumns_AreToldAsAsked()
    {
        await features.StartAsync();
        Assert.Equal(["b", "n"], (await ProfileAsync("A", "b", "n")).Columns.Select(column => column.Name));
    }

    [Fact]
    public async Task ProfileAsset_NoRows_HasNoRangeAndNoBars()
    {
        await features.StartAsync();
        var profile = await ProfileAsync("EMPTY");
        Assert.Equal(0, profile.Rows);
        Assert.All(profile.Columns, column => Assert.Equal((0, 0, false, 0), (column.Nulls, column.Distinct, column.HasMin, column.Histogram.Count)));
    }

    [Fact]
    public async Task ProfileAsset_ValuesAreHidden_TellsCountsOnly()
    {
        await features.StartAsync("--Features:Discovery:ShowValues", "false");
        var profile = await ProfileAsync("A");
        Assert.True(profile.ValuesHidden);
        Assert.Equal([3, 3, 2, 3, 2, 2, 2, 0], profile.Columns.Select(column => (int)column.Distinct));
        Assert.All(profile.Columns, column => Assert.Equal((false, false, 0), (column.HasMin, column.HasMax, column.Histogram.Count)));
    }

    [Fact]
    public async Task SampleRows_ValuesAreHidden_IsRefused()
    {
        await features.StartAsync("--Features:Discovery:ShowValues", "false");
        var failure = await RunningFeatures.FailsAsync(features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = "S", Asset = "A" }));
        Assert.Equal(ErrorReason.Disabled, failure.Reason);
    }

    [Fact]
    public async Task SampleRows_SomeColumns_AreReadAsAsked()
    {
        await features.StartAsync();
        var sample = await features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = "S", Asset = "A", Columns = { "x", "id" }, Limit = 3 });
        Assert.Equal([ValueType.Double, ValueType.Int64], sample.Types_);
        Assert.Equal(["x", "id"], sample.Columns.Select(column => column.Name));
        Assert.Equal([0.5, -1.5, 0], sample.Columns[0].Doubles.Values);
        Assert.Equal(ValueStatus.Null, sample.Columns[0].Statuses[2]);
        Assert.Equal([1, 2, 3], sample.Columns[1].Int64S.Values);
        Assert.False(sample.IsCut);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 1)]
    [InlineData(30, 30)]
    public async Task SampleRows_Limit_IsKept(int limit, int rows)
    {
        features.Data("S", "LONG.csv", "a\n" + string.Join('\n', Enumerable.Range(0, 100)));
        await features.StartAsync("--Features:Discovery:MaxSampleRows", "30");
        var sample = await features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = "S", Asset = "LONG", Limit = limit });
        Assert.Equal(rows, sample.Columns[0].Int64S.Values.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(31)]
    public async Task SampleRows_LimitOutOfRange_IsRefused(int limit)
    {
        await features.StartAsync("--Features:Discovery:MaxSampleRows", "30");
        var failure = await RunningFeatures.FailsAsync(features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = "S", Asset = "A", Limit = limit }));
        Assert.Equal((ErrorReason.InvalidRequest, "limit"), (failure.Reason, failure.Faults.Single().Field));
    }

    [Fact]
    public async Task SampleRows_LargeRows_AreFewerAndItIsSaid()
    {
        features.Data("S", "LARGE.csv", "a\n" + string.Join('\n', Enumerable.Repeat(new string('x', 1000), 10)));
        await features.StartAsync("--Features:Discovery:MaxSampleBytes", "4096");
        var sample = await features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = "S", Asset = "LARGE" });
        Assert.Equal((3, true), (sample.Columns[0].Strings.Values.Count, sample.IsCut));
    }

    [Fact]
    public async Task Look_UnknownColumns_NamesEachOfThem()
    {
        await features.StartAsync();
        var failure = await RunningFeatures.FailsAsync(features.Discovery.ProfileAssetAsync(Ask("A", "id", "none", "N")));
        Assert.Equal(ErrorReason.InvalidRequest, failure.Reason);
        Assert.Equal(["columns[1]", "columns[2]"], failure.Faults.Select(fault => fault.Field));
        failure = await RunningFeatures.FailsAsync(features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = "S", Asset = "A", Columns = { "id", "id" } }));
        Assert.Equal("columns", Assert.Single(failure.Faults).Field);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Look_MoreColumnsThanAllowed_MustBeNamed(int limit, bool isAnswered)
    {
        await features.StartAsync("--Features:Discovery:MaxColumns", $"{limit}");
        var failure = await Record.ExceptionAsync(() => ProfileAsync("WIDE"));
        Assert.Equal(isAnswered, failure is null);
        Assert.Equal(2, (await ProfileAsync("WIDE", "a", "c")).Columns.Count);
        failure = await Record.ExceptionAsync(() => ProfileAsync("WIDE", "a", "b", "c"));
        Assert.Equal(isAnswered, failure is null);
    }

    [Theory]
    [InlineData("NONE", "A", ErrorReason.SpaceNotFound)]
    [InlineData("S", "NONE", ErrorReason.AssetNotFound)]
    public async Task Look_WhatIsNotThere_IsNotFound(string space, string asset, ErrorReason reason)
    {
        await features.StartAsync();
        Assert.Equal(reason, (await RunningFeatures.FailsAsync(features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = space, Asset = asset }))).Reason);
        Assert.Equal(reason, (await RunningFeatures.FailsAsync(features.Discovery.ProfileAssetAsync(new ProfileAssetRequest { Space = space, Asset = asset }))).Reason);
        Assert.Equal(reason, (await RunningFeatures.FailsAsync(features.Discovery.DraftFeatureViewAsync(new DraftFeatureViewRequest { Space = space, Asset = asset }))).Reason);
    }

    private static ProfileAssetRequest Ask(string asset, params string[] columns) => new() { Space = "S", Asset = asset, Columns = { columns } };

    private static string Line(ColumnProfile column) =>
        $"{column.Name} {column.Type} nulls {column.Nulls} distinct {column.Distinct} from {column.Min} to {column.Max}: {string.Join(", ", column.Histogram.Select(bar => $"{bar.From}..{bar.To} {bar.Count}"))}";

    private async Task<ProfileAssetResponse> ProfileAsync(string asset, params string[] columns) => await features.Discovery.ProfileAssetAsync(Ask(asset, columns));
}
