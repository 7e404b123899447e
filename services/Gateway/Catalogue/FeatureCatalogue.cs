using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FedMl.Gateway.Catalogue;

/// <summary>Tells which feature views are declared, and which spaces and assets there are to declare more over.</summary>
internal sealed class FeatureCatalogue(FeaturesService.FeaturesServiceClient features, Deadline deadline)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/feature-views", (HttpContext context, FeatureCatalogue catalogue) => catalogue.ListViewsAsync(context));
        routes.MapGet("/v1/spaces", (HttpContext context, FeatureCatalogue catalogue) => catalogue.ListSpacesAsync(context));
        routes.MapGet("/v1/spaces/{space}/assets", (string space, HttpContext context, FeatureCatalogue catalogue) =>
            catalogue.ListAssetsAsync(context, space));
        routes.MapGet("/v1/spaces/{space}/assets/{asset}", (string space, string asset, HttpContext context, FeatureCatalogue catalogue) =>
            catalogue.DescribeAssetAsync(context, space, asset));
    }

    private async Task<JsonHttpResult<FeatureViewListBody>> ListViewsAsync(HttpContext context)
    {
        var call = features.ListFeatureViewsAsync(new ListFeatureViewsRequest(), deadline.Start(context));
        var answer = await Neighbours.AnswerOf(Neighbours.Features, call);
        var body = new FeatureViewListBody(
            [.. answer.FeatureViews.Select(FeatureViewBodyMaker.BodyOf)],
            [.. answer.Faults.Select(f => new FeatureViewFaultBody(f.File, f.Line, f.Description))]);
        return TypedResults.Json(body, CatalogueJson.Default.FeatureViewListBody);
    }

    private async Task<JsonHttpResult<SpaceListBody>> ListSpacesAsync(HttpContext context)
    {
        var call = features.ListSpacesAsync(new ListSpacesRequest(), deadline.Start(context));
        var answer = await Neighbours.AnswerOf(Neighbours.Features, call);
        return TypedResults.Json(new SpaceListBody([.. answer.Spaces.Select(s => new SpaceBody(s.Name))]), CatalogueJson.Default.SpaceListBody);
    }

    private async Task<JsonHttpResult<AssetListBody>> ListAssetsAsync(HttpContext context, string space)
    {
        PathName.Check("space", space);
        var call = features.ListAssetsAsync(new ListAssetsRequest { Space = space }, deadline.Start(context));
        var answer = await Neighbours.AnswerOf(Neighbours.Features, call);
        return TypedResults.Json(new AssetListBody([.. answer.Assets.Select(a => new AssetBody(a.Space, a.Name))]), CatalogueJson.Default.AssetListBody);
    }

    private async Task<JsonHttpResult<AssetBody>> DescribeAssetAsync(HttpContext context, string space, string asset)
    {
        PathName.Check("space", space);
        PathName.Check("asset", asset);
        var call = features.DescribeAssetAsync(new DescribeAssetRequest { Space = space, Asset = asset }, deadline.Start(context));
        var answer = await Neighbours.AnswerOf(Neighbours.Features, call);
        var columns = answer.Columns.Select(c => new AssetColumnBody(c.Name, ValueTypeNames.NameOf(c.Type), c.SourceType, c.Nullable));
        return TypedResults.Json(new AssetBody(answer.Asset.Space, answer.Asset.Name, [.. columns]), CatalogueJson.Default.AssetBody);
    }
}
