using System.Globalization;
using FedMl.Gateway.Requests;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace FedMl.Gateway.Predictions;

/// <summary>
/// Writes a stream of JSON lines, a batch after the other: each is written whole or not at all, and the next is read when
/// it is on disk. Whatever ends the stream, the answer's header tells how many lines need not be sent again.
/// </summary>
internal sealed class PredictionStream(HttpContext context, PredictionsService.PredictionsServiceClient predictions, GatewayOptions limits, TimeProvider time)
{
    /// <summary>Header of the answer: so many lines, from the first, are read, and what they hold is written.</summary>
    public const string WrittenLines = "Fedml-Written-Lines";

    /// <exception cref="ServiceException">INVALID_REQUEST, REQUEST_TOO_LARGE and what <c>WritePredictions</c> fails with; the faults name lines.</exception>
    public async Task<(long Written, long Repeated)> WriteAsync(string table, CallOptions options)
    {
        TakeAsLongAsItLasts();
        Tell(0);
        await using var body = BodyFormat.Unpack(context.Request);
        using var read = new JsonLines(body, limits.MaxLineBytes, TimeSpan.FromSeconds(limits.StreamIdleSeconds), time);
        var lines = new PredictionLines(read, limits);
        var run = await lines.ReadRunAsync(options.CancellationToken);
        run.Table = table;
        using var call = predictions.WritePredictions(options);
        try
        {
            return await WriteAsync(lines, run, call, options.CancellationToken);
        }
        catch (RpcException exception)
        {
            throw FaultFields.Translate(RpcErrors.FromRpcException(exception, Neighbours.Features), lines.Translate);
        }
    }

    private async Task<(long Written, long Repeated)> WriteAsync(
        PredictionLines lines, PredictionRun run, AsyncDuplexStreamingCall<WritePredictionsRequest, WritePredictionsResponse> call, CancellationToken cancellationToken)
    {
        var (written, repeated) = (0L, 0L);
        await SendAsync(call.RequestStream.WriteAsync(new WritePredictionsRequest { Run = run }, cancellationToken));
        while (await lines.ReadBatchAsync(cancellationToken) is { } batch)
        {
            await SendAsync(call.RequestStream.WriteAsync(new WritePredictionsRequest { Batch = batch }, cancellationToken));
            var answer = await NextAsync(call, cancellationToken) ?? throw NotAcknowledged();
            (written, repeated) = (written + answer.WrittenRows, repeated + answer.RepeatedRows);
            Tell(lines.LastLine);
        }

        await SendAsync(call.RequestStream.CompleteAsync());
        return await NextAsync(call, cancellationToken) is null ? (written, repeated) : throw NotAcknowledged();
    }

    // Where the call has ended, reading its answer tells why.
    private static async Task SendAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
        }
    }

    private static async Task<WritePredictionsResponse?> NextAsync(
        AsyncDuplexStreamingCall<WritePredictionsRequest, WritePredictionsResponse> call, CancellationToken cancellationToken) =>
        await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current : null;

    private static ServiceException NotAcknowledged() => new(ErrorReason.Internal, $"{Neighbours.Features} did not acknowledge the rows.");

    private void Tell(long lines) => context.Response.Headers[WrittenLines] = lines.ToString(CultureInfo.InvariantCulture);

    // What is held of the body at a time is limited, and how long the next part is waited for.
    private void TakeAsLongAsItLasts()
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
