using System.Text;
using System.Text.Json;
using FedMl.Gateway.Catalogue;
using FedMl.Gateway.Requests;
using FedMl.Gateway.Scores;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FedMl.Gateway.Discovery;

/// <summary>Helps people find business data and declare feature views over it.</summary>
internal sealed class AssetDiscovery(DiscoveryService.DiscoveryServiceClient features, Deadline deadline)
{
    private const string Asset = "/v1/spaces/{space}/assets/{asset}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/assets", (HttpContext context, AssetDiscovery discovery) => discovery.SearchAsync(context));
        routes.MapGet(Asset + "/profile", (string space, string asset, HttpContext context, AssetDiscovery discovery) => discovery.ProfileAsync(context, space, asset));
        routes.MapGet(Asset + "/rows", (string space, string asset, HttpContext context, AssetDiscovery discovery) => discovery.SampleAsync(context, space, asset));
        routes.MapGet(Asset + "/feature-view-draft", (string space, string asset, HttpContext context, AssetDiscovery discovery) =>
            discovery.DraftAsync(context, space, asset));
    }

    private async Task<JsonHttpResult<FoundAssetListBody>> SearchAsync(HttpContext context)
    {
        var query = new Query(context.Request.Query);
        var request = new SearchAssetsRequest
        {
            Text = query.Text("text"),
            Space = query.Text("space"),
            PageSize = query.Number("pageSize"),
            PageToken = query.Text("pageToken"),
        };
        query.ThrowIfWrong();
        var answer = await AnswerOf(features.SearchAssetsAsync(request, deadline.Start(context)));
        var assets = answer.Assets.Select(found => new FoundAssetBody(found.Space, found.Name, TextOrNull(found.Label)));
        return TypedResults.Json(new FoundAssetListBody([.. assets], TextOrNull(answer.NextPageToken)), DiscoveryJson.Default.FoundAssetListBody);
    }

    private async Task<JsonHttpResult<AssetProfileBody>> ProfileAsync(HttpContext context, string space, string asset)
    {
        CheckPath(space, asset);
        var query = new Query(context.Request.Query);
        var request = new ProfileAssetRequest { Space = space, Asset = asset, Columns = { query.Texts("columns") } };
        query.ThrowIfWrong();
        var answer = await AnswerOf(features.ProfileAssetAsync(request, deadline.Start(context)));
        var body = new AssetProfileBody(answer.Rows, answer.IsSample, answer.ValuesHidden, [.. answer.Columns.Select(BodyOf)]);
        return TypedResults.Json(body, DiscoveryJson.Default.AssetProfileBody);
    }

    private async Task SampleAsync(HttpContext context, string space, string asset)
    {
        CheckPath(space, asset);
        var query = new Query(context.Request.Query);
        var request = new SampleRowsRequest { Space = space, Asset = asset, Columns = { query.Texts("columns") }, Limit = query.Number("limit") };
        query.ThrowIfWrong();
        var answer = await AnswerOf(features.SampleRowsAsync(request, deadline.Start(context)));
        await JsonAnswer.WriteAsync(context, json => RowsWriter.Write(json, answer));
    }

    private async Task<ContentHttpResult> DraftAsync(HttpContext context, string space, string asset)
    {
        CheckPath(space, asset);
        var query = new Query(context.Request.Query);
        var request = new DraftFeatureViewRequest { Space = space, Asset = asset, Name = query.Text("name"), Keys = { query.Texts("keys") } };
        query.ThrowIfWrong();
        var answer = await AnswerOf(features.DraftFeatureViewAsync(request, deadline.Start(context)));
        return TypedResults.Text(answer.Yaml, "application/yaml", Encoding.UTF8);
    }

    private static void CheckPath(string space, string asset)
    {
        PathName.Check("space", space);
        PathName.Check("asset", asset);
    }

    // Features tells faults in the names of its message; the query has the same in camel case.
    private static async Task<T> AnswerOf<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            return await Neighbours.AnswerOf(Neighbours.Features, call);
        }
        catch (ServiceException failure) when (failure.Faults.Any(fault => fault.Field.Contains('_')))
        {
            var faults = failure.Faults.Select(fault => fault with { Field = JsonNamingPolicy.CamelCase.ConvertName(Pascal(fault.Field)) });
            throw ServiceException.FromFaults(failure.Reason, "The request is wrong", [.. faults]);
        }
    }

    private static string Pascal(string field) => string.Concat(field.Split('_').Select(word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));

    private static ColumnProfileBody BodyOf(ColumnProfile column) => new(
        column.Name,
        ValueTypeNames.NameOf(column.Type),
        column.SourceType,
        column.Nulls,
        column.HasDistinct ? column.Distinct : null,
        column.HasMin ? column.Min : null,
        column.HasMax ? column.Max : null,
        [.. column.Histogram.Select(bar => new HistogramBarBody(bar.From, bar.To, bar.Count))]);

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;
}
