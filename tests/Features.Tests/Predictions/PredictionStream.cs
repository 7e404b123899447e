using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Features.Tests.Predictions;

/// <summary>A caller's side of a stream.</summary>
internal sealed class PredictionStream(PredictionsService.PredictionsServiceClient client, PredictionRun run) : IDisposable
{
    private readonly CancellationTokenSource giving = new();
    private AsyncDuplexStreamingCall<WritePredictionsRequest, WritePredictionsResponse>? call;

    public static async Task<IReadOnlyList<WritePredictionsResponse>> WriteAsync(
        PredictionsService.PredictionsServiceClient client, PredictionRun run, params PredictionBatch[] batches)
    {
        using var stream = new PredictionStream(client, run);
        List<WritePredictionsResponse> answers = [];
        foreach (var batch in batches)
        {
            answers.Add(await stream.WriteAsync(batch));
        }

        await stream.EndAsync();
        return answers;
    }

    public static async Task<ServiceException> FailsAsync(PredictionsService.PredictionsServiceClient client, PredictionRun run, params PredictionBatch[] batches)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => WriteAsync(client, run, batches));
        return RpcErrors.FromRpcException(failure, "Features");
    }

    /// <summary>Sends a batch and waits until it is acknowledged.</summary>
    public async Task<WritePredictionsResponse> WriteAsync(PredictionBatch batch)
    {
        await SendAsync(batch);
        return await call!.ResponseStream.MoveNext(default) ? call.ResponseStream.Current : throw new InvalidOperationException("The stream ended without an answer.");
    }

    public async Task SendAsync(PredictionBatch batch)
    {
        await OpenAsync();
        try
        {
            await call!.RequestStream.WriteAsync(new WritePredictionsRequest { Batch = batch });
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The server has ended the stream: its answer says why.
        }
    }

    public async Task OpenAsync()
    {
        if (call is null)
        {
            call = client.WritePredictions(cancellationToken: giving.Token);
            await call.RequestStream.WriteAsync(new WritePredictionsRequest { Run = run });
        }
    }

    public async Task EndAsync()
    {
        await OpenAsync();
        await call!.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(default));
    }

    /// <summary>Goes away in the middle.</summary>
    public async Task GiveUpAsync()
    {
        await giving.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call!.ResponseStream.MoveNext(default))
            {
            }
        });
    }

    /// <summary>Waits for the end that the server sets.</summary>
    public async Task<ServiceException> FailsAsync()
    {
        await OpenAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call!.ResponseStream.MoveNext(default));
        return RpcErrors.FromRpcException(failure, "Features");
    }

    public void Dispose()
    {
        call?.Dispose();
        giving.Dispose();
    }
}
