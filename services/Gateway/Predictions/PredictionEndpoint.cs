using FedMl.Gateway.Requests;
using FedMl.Gateway.Scores;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.Predictions;

/// <summary>Writes one batch of predictions into a table; the rows are written all or none.</summary>
internal sealed class PredictionEndpoint(PredictionsService.PredictionsServiceClient predictions, Deadline deadline, IOptions<GatewayOptions> options)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/predictions/{table}", (string table, HttpContext context, PredictionEndpoint endpoint) => endpoint.WriteAsync(context, table));

    private async Task WriteAsync(HttpContext context, string table)
    {
        PathName.Check("table", table);
        var call = deadline.Start(context);
        var (run, batch) = await ReadAsync(context);
        run.Table = table;
        var answer = await AnswerOf(run, batch, call);
        await JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("writtenRows", answer.WrittenRows);
            json.WriteNumber("repeatedRows", answer.RepeatedRows);
            json.WriteEndObject();
        });
    }

    private async Task<(PredictionRun Run, PredictionBatch Batch)> ReadAsync(HttpContext context)
    {
        using var body = await JsonBodyReader.ReadAsync(context, options.Value.MaxBodyBytes);
        return PredictionRequestReader.Read(body.Bytes, options.Value);
    }

    private async Task<WritePredictionsResponse> AnswerOf(PredictionRun run, PredictionBatch batch, CallOptions options)
    {
        using var call = predictions.WritePredictions(options);
        try
        {
            await SendAsync(call.RequestStream, run, batch);
            return await call.ResponseStream.MoveNext(options.CancellationToken)
                ? call.ResponseStream.Current
                : throw new ServiceException(ErrorReason.Internal, $"{Neighbours.Features} did not acknowledge the rows.");
        }
        catch (RpcException exception)
        {
            throw FaultFields.Translate(RpcErrors.FromRpcException(exception, Neighbours.Features), PredictionFields.Translate);
        }
    }

    private static async Task SendAsync(IClientStreamWriter<WritePredictionsRequest> stream, PredictionRun run, PredictionBatch batch)
    {
        try
        {
            await stream.WriteAsync(new WritePredictionsRequest { Run = run });
            await stream.WriteAsync(new WritePredictionsRequest { Batch = batch });
            await stream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The call has ended; reading its answer tells why.
        }
    }
}
