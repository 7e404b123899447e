using FedMl.Features.Discovery;
using FedMl.Features.Online;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Features;

/// <summary>What views and data there are; <see cref="OnlineGrpcService"/> answers their values.</summary>
internal sealed class FeaturesGrpcService(IBusinessDataSource source, FeatureViewCatalog catalog, OpenBusinessData open) : FeaturesService.FeaturesServiceBase
{
    public override async Task<ListSpacesResponse> ListSpaces(ListSpacesRequest request, ServerCallContext context)
    {
        open.Check();
        var spaces = await source.ListSpacesAsync(context.CancellationToken);
        return new ListSpacesResponse { Spaces = { spaces.Select(name => new Space { Name = name }) } };
    }

    public override async Task<ListAssetsResponse> ListAssets(ListAssetsRequest request, ServerCallContext context)
    {
        open.Check();
        var assets = await source.ListAssetsAsync(request.Space, context.CancellationToken);
        return new ListAssetsResponse { Assets = { assets.Select(name => new Asset { Space = request.Space, Name = name }) } };
    }

    public override async Task<DescribeAssetResponse> DescribeAsset(DescribeAssetRequest request, ServerCallContext context)
    {
        open.Check();
        var columns = await source.DescribeAssetAsync(new AssetReference(request.Space, request.Asset), context.CancellationToken);
        return new DescribeAssetResponse
        {
            Asset = new Asset { Space = request.Space, Name = request.Asset },
            Columns = { columns.Select(c => new AssetColumn { Name = c.Name, Type = c.Type, SourceType = c.SourceType, Nullable = c.IsNullable }) },
        };
    }

    public override Task<ListFeatureViewsResponse> ListFeatureViews(ListFeatureViewsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListFeatureViewsResponse
        {
            FeatureViews = { catalog.Views.Select(ViewMessage.Of) },
            Faults = { catalog.Faults.Select(f => new FeatureViewFault { File = f.File, Line = f.Line, Description = f.Description }) },
        });
}
