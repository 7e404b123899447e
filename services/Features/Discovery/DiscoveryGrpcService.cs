using FedMl.Features.Columns;
using FedMl.Features.Online;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Discovery;

internal sealed class DiscoveryGrpcService(AssetSearch search, AssetLook look, DraftMaker drafts, OpenBusinessData open, IOptions<FeaturesOptions> options)
    : DiscoveryService.DiscoveryServiceBase
{
    private const int DefaultRows = 20;
    private readonly DiscoveryOptions limits = options.Value.Discovery;

    public override Task<SearchAssetsResponse> SearchAssets(SearchAssetsRequest request, ServerCallContext context)
    {
        open.Check();
        return search.SearchAsync(request, context.CancellationToken);
    }

    public override async Task<ProfileAssetResponse> ProfileAsset(ProfileAssetRequest request, ServerCallContext context)
    {
        open.Check();
        var asset = new AssetReference(request.Space, request.Asset);
        var columns = await look.ColumnsAsync(asset, request.Columns, "columns", context.CancellationToken);
        var profile = await look.ProfileAsync(asset, columns, context.CancellationToken);
        var response = new ProfileAssetResponse { Rows = profile.Rows, IsSample = profile.IsSample, ValuesHidden = !limits.ShowValues };
        response.Columns.AddRange(profile.Columns.Select(Told));
        return response;
    }

    public override async Task<SampleRowsResponse> SampleRows(SampleRowsRequest request, ServerCallContext context)
    {
        open.Check();
        if (!limits.ShowValues)
        {
            throw new ServiceException(
                ErrorReason.Disabled, $"This server shows no values; {FeaturesOptions.Section}:Discovery:{nameof(limits.ShowValues)} allows it.");
        }

        if (request.Limit < 0 || request.Limit > limits.MaxSampleRows)
        {
            throw ServiceException.FromFaults(
                ErrorReason.InvalidRequest, "The request is wrong", [new Fault("limit", $"must be 1 to {limits.MaxSampleRows}, or 0 for {DefaultRows}")]);
        }

        var asset = new AssetReference(request.Space, request.Asset);
        var columns = await look.ColumnsAsync(asset, request.Columns, "columns", context.CancellationToken);
        var rows = request.Limit == 0 ? Math.Min(DefaultRows, limits.MaxSampleRows) : request.Limit;
        var sample = await look.SampleAsync(asset, columns, rows, context.CancellationToken);
        var response = new SampleRowsResponse { IsCut = sample.IsCut, Types_ = { columns.Select(column => column.Type) } };
        response.Columns.AddRange(columns.Zip(sample.Values, Told));
        return response;
    }

    public override async Task<DraftFeatureViewResponse> DraftFeatureView(DraftFeatureViewRequest request, ServerCallContext context)
    {
        open.Check();
        return new() { Yaml = await drafts.DraftAsync(new AssetReference(request.Space, request.Asset), request.Name, request.Keys, context.CancellationToken) };
    }

    private static Column Told(SourceColumn column, ColumnValues values)
    {
        var rows = Enumerable.Range(0, values.Count).ToArray();
        return new AnswerColumns(rows, [.. rows.Select(_ => ValueStatus.Present)]).Make(column.Name, column.Type, values);
    }

    private ColumnProfile Told(ColumnStatistics statistics)
    {
        var told = new ColumnProfile
        {
            Name = statistics.Column.Name,
            Type = statistics.Column.Type,
            SourceType = statistics.Column.SourceType,
            Nulls = statistics.Nulls,
        };
        if (statistics.Distinct is { } distinct)
        {
            told.Distinct = distinct;
        }

        if (limits.ShowValues && statistics is { Min: { } min, Max: { } max })
        {
            (told.Min, told.Max) = (min, max);
            told.Histogram.AddRange(statistics.Bars.Select(bar => new HistogramBar { From = bar.From, To = bar.To, Count = bar.Count }));
        }

        return told;
    }
}
