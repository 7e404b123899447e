using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Tests.Catalogue;

public sealed class FeatureCatalogueTests
{
    [Fact]
    public async Task ListViews_Views_AreToldAsDeclared()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ListFeatureViewsRequest>(_ => Samples.Views());

        var answer = await (await gateway.GetAsync("/v1/feature-views")).JsonAsync(200);

        answer.IsJson("""
            {"featureViews":[{"name":"breast_cancer","space":"CLINIC","asset":"BREAST_CANCER",
               "entityKeys":[{"name":"sample_id","type":"string"}],
               "features":[{"name":"mean_radius","type":"double","unit":"µm"},{"name":"admitted","type":"date"}],
               "timeToLiveSeconds":5400}],
             "faults":[{"file":"broken.yaml","line":3,"description":"no name"}]}
            """);
    }

    [Fact]
    public async Task ListSpaces_Spaces_AreTold()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ListSpacesRequest>(_ => new ListSpacesResponse { Spaces = { new Space { Name = "CLINIC" } } });

        (await (await gateway.GetAsync("/v1/spaces")).JsonAsync(200)).IsJson("""{"spaces":[{"name":"CLINIC"}]}""");
    }

    [Fact]
    public async Task ListAssets_UnknownSpace_IsNotFound()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<ListAssetsRequest>(() => RpcErrors.ToRpcException(new ServiceException(ErrorReason.SpaceNotFound, "No space X.")));

        var problem = await (await gateway.GetAsync("/v1/spaces/X/assets")).JsonAsync(404);

        Assert.Equal(("SPACE_NOT_FOUND", "No space X."), ((string?)problem["reason"], (string?)problem["detail"]));
        Assert.Equal("X", gateway.StandIn.Single<ListAssetsRequest>().Space);
    }

    [Fact]
    public async Task DescribeAsset_Asset_HasItsColumns()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<DescribeAssetRequest>(_ => Samples.Described());

        var answer = await (await gateway.GetAsync("/v1/spaces/CLINIC/assets/BREAST_CANCER")).JsonAsync(200);

        answer.IsJson("""
            {"space":"CLINIC","name":"BREAST_CANCER","columns":[
              {"name":"sample_id","type":"string","sourceType":"VARCHAR","nullable":false},
              {"name":"mean_radius","type":"double","sourceType":"DOUBLE","nullable":true}]}
            """);
        Assert.Equal(new DescribeAssetRequest { Space = "CLINIC", Asset = "BREAST_CANCER" }, gateway.StandIn.Single<DescribeAssetRequest>());
    }
}
