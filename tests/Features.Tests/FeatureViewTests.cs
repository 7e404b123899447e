using FedMl.Protos.Features.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;
using static FedMl.Features.Tests.RunningFeatures;
using ErrorReason = FedMl.Protos.Errors.V1.ErrorReason;

namespace FedMl.Features.Tests;

public sealed class FeatureViewTests
{
    private const string Good = """
        name: v
        source: { space: S, asset: A }
        entity: [ { key: id, type: string } ]
        features:
          - { name: x, type: int64 }
        """;

    [Fact]
    public async Task Start_FaultyFile_NamesAllFaultsWithLinesAndServesTheOthers()
    {
        await using var features = await new RunningFeatures().Data("S", "A.csv", "id,x\na,1\n").View("good.yaml", Good).View("bad.yaml", """
            name: "1 bad"
            source: { space: S }
            entity: [ { key: id, type: text } ]
            timeToLive: soon
            featuers: []
            """).StartAsync();

        var listed = await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest());

        Assert.Equal("v", listed.FeatureViews.Single().Name);
        Assert.All(listed.Faults, f => Assert.Equal("bad.yaml", f.File));
        foreach (var line in new[] { 1, 2, 3, 4, 5 })
        {
            Assert.Contains(listed.Faults, f => f.Line == line);
        }
    }

    [Fact]
    public async Task Start_ColumnThatTheSourceLacks_IsAFault()
    {
        await using var features = await new RunningFeatures().Data("S", "A.csv", "id,y\na,1\n").View("v.yaml", Good).StartAsync();

        var listed = await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest());

        Assert.Empty(listed.FeatureViews);
        Assert.Equal(5, listed.Faults.Single().Line);
    }

    [Fact]
    public async Task GetOnlineFeatures_DeclaredViewWhoseSourceIsDown_IsUnavailableUntilItIsThere()
    {
        await using var features = await new RunningFeatures().Data("S", "B.csv", "id,x\na,1\n").View("v.yaml", Good).StartAsync();

        Assert.Equal(ErrorReason.SourceUnavailable, (await features.FailsAsync(Ask(["v:x"], Texts("id", "a")))).Reason);
        Assert.Equal(ErrorReason.FeatureViewNotFound, (await features.FailsAsync(Ask(["v:y"], Texts("id", "a")))).Reason);

        features.Data("S", "A.csv", "id,x\na,1\n");
        await features.UntilAsync(l => l.FeatureViews.Count == 1);
        Assert.Equal(1, (await features.Client.GetOnlineFeaturesAsync(Ask(["v:x"], Texts("id", "a")))).Columns[0].Int64S.Values.Single());
    }

    [Fact]
    public async Task Refresh_FaultyNewVersion_KeepsTheGoodOne()
    {
        await using var features = await new RunningFeatures().Data("S", "A.csv", "id,x\na,1\n").View("v.yaml", Good).StartAsync();

        features.View("v.yaml", Good.Replace("int64", "integer", StringComparison.Ordinal));
        await features.UntilAsync(l => l.Faults.Count > 0);

        Assert.Equal(1, (await features.Client.GetOnlineFeaturesAsync(Ask(["v:x"], Texts("id", "a")))).Columns[0].Int64S.Values.Single());

        features.View("v.yaml", Good.Replace("name: x", "name: z, column: x", StringComparison.Ordinal));
        await features.UntilAsync(l => l.Faults.Count == 0 && l.FeatureViews.Single().Features.Single().Name == "z");
    }

    [Fact]
    public async Task List_SpacesAndAssets_AreThoseOfTheFolder()
    {
        await using var features = await new RunningFeatures().Data("S", "A.csv", "id,x\na,1\n").Data("T", "B.csv", "k\n1\n").View("v.yaml", Good).StartAsync();

        Assert.Equal(["S", "T"], (await features.Client.ListSpacesAsync(new ListSpacesRequest())).Spaces.Select(s => s.Name));
        Assert.Equal("B", (await features.Client.ListAssetsAsync(new ListAssetsRequest { Space = "T" })).Assets.Single().Name);
        Assert.Equal(["id", "x"], (await features.Client.DescribeAssetAsync(new DescribeAssetRequest { Space = "S", Asset = "A" })).Columns.Select(c => c.Name));
        foreach (var hostile in new[] { "../S", "nothing", "", "S/../S", "\0" })
        {
            var error = await Assert.ThrowsAsync<RpcException>(async () => await features.Client.ListAssetsAsync(new ListAssetsRequest { Space = hostile }));
            Assert.Equal(StatusCode.NotFound, error.StatusCode);
        }
    }

    [Fact]
    public async Task Start_FolderThatIsNotThere_IsRefused()
    {
        await using var features = new RunningFeatures().View("v.yaml", Good);

        var refused = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => features.StartAsync());

        Assert.Contains("Features:Data", refused.Message, StringComparison.Ordinal);
    }
}
