using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.FeatureRows;

/// <summary>Streams rows of features: whole views, and what was known at given times.</summary>
internal sealed class FeatureRowEndpoints(
    HistoricalFeaturesService.HistoricalFeaturesServiceClient features, Deadline deadline, IOptions<GatewayOptions> options)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/feature-views/{view}:scan", (string view, HttpContext context, FeatureRowEndpoints rows) => rows.ScanAsync(context, view));
        routes.MapPost("/v1/historical-features", (HttpContext context, FeatureRowEndpoints rows) => rows.JoinAsync(context));
    }

    private async Task ScanAsync(HttpContext context, string view)
    {
        PathName.Check("view", view);
        var call = deadline.StartStream(context);
        using var body = await JsonBodyReader.ReadAsync(context, options.Value.MaxBodyBytes);
        var request = ScanRequestReader.Read(body.Bytes, options.Value);
        request.FeatureView = view;
        request.Format = RowStream.FormatFor(context);
        using var stream = features.ScanFeatures(request, call);
        await RowStream.WriteAsync(context, request.Format, PartsOf(stream.ResponseStream, part => new RowPart(part.Columns, part.Arrow, part.End), [], context.RequestAborted));
    }

    private async Task JoinAsync(HttpContext context)
    {
        var call = deadline.StartStream(context);
        using var body = await JsonBodyReader.ReadAsync(context, options.Value.MaxBodyBytes);
        var request = HistoryRequestReader.Read(body.Bytes, options.Value);
        request.Start.Format = RowStream.FormatFor(context);
        using var stream = features.GetHistoricalFeatures(call);
        var sending = SendAsync(stream.RequestStream, request);
        string[] keys = [.. request.Rows.EntityKeys.Select(key => key.Name)];
        await RowStream.WriteAsync(
            context, request.Start.Format, PartsOf(stream.ResponseStream, part => new RowPart(part.Columns, part.Arrow, part.End), keys, context.RequestAborted));
        await sending;
    }

    // What is wrong with the call is told by its answer.
    private static async Task SendAsync(IClientStreamWriter<GetHistoricalFeaturesRequest> stream, HistoryRequest request)
    {
        try
        {
            await stream.WriteAsync(new GetHistoricalFeaturesRequest { Start = request.Start });
            await stream.WriteAsync(new GetHistoricalFeaturesRequest { Rows = request.Rows });
            await stream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
        }
    }

    private static async IAsyncEnumerable<RowPart> PartsOf<T>(
        IAsyncStreamReader<T> stream, Func<T, RowPart> convert, string[] keys, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (!await stream.MoveNext(cancellationToken))
                {
                    yield break;
                }
            }
            catch (RpcException exception)
            {
                throw RowFields.Translate(RpcErrors.FromRpcException(exception, Neighbours.Features), keys);
            }

            yield return convert(stream.Current);
        }
    }
}
