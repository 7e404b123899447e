using FedMl.Protos.Models.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Follows the stream of model changes and keeps the picture of what is published. While Models cannot be reached
/// the last picture stays: what is loaded goes on scoring.
/// </summary>
internal sealed class ModelWatch(ModelsService.ModelsServiceClient models, LastKnown lastKnown, TimeProvider time, ILogger<ModelWatch> logger)
{
    // Models sends heartbeats; a stream silent for this long is dead whatever TCP says.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(5);

    // Of what was heard last; what is recalled from the disk has none, and is replaced as a whole.
    private string position = "";
    private readonly Dictionary<string, Model> picture = new(StringComparer.Ordinal);

    /// <summary>Runs until cancelled; hands over a copy of the picture after every change.</summary>
    public async Task RunAsync(Action<IReadOnlyDictionary<string, Model>> changed, CancellationToken cancellationToken)
    {
        Recall(changed);
        var delay = FirstDelay;
        var heard = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(changed, () => (delay, heard) = (FirstDelay, time.GetTimestamp()), cancellationToken);
                logger.WatchEnded("the stream was closed");
            }
            catch (Exception exception) when (exception is RpcException or OperationCanceledException)
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    logger.WatchEnded(exception is RpcException rpc ? rpc.StatusCode.ToString() : "no sign of life");
                }
            }

            EngineMetrics.SetConnected(false);
            EngineMetrics.SetStale(time.GetElapsedTime(heard));
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < LastDelay ? delay * 2 : LastDelay;
        }
    }

    private async Task FollowAsync(Action<IReadOnlyDictionary<string, Model>> changed, Action connected, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = models.WatchModels(new WatchModelsRequest { Position = position }, cancellationToken: silence.Token);
        silence.CancelAfter(Silence);
        while (await call.ResponseStream.MoveNext(silence.Token))
        {
            silence.CancelAfter(Silence);
            connected();
            EngineMetrics.SetConnected(true);
            EngineMetrics.SetStale(TimeSpan.Zero);
            if (Apply(call.ResponseStream.Current))
            {
                lastKnown.KeepPublished(picture.Values);
                changed(new Dictionary<string, Model>(picture, StringComparer.Ordinal));
            }
        }
    }

    private void Recall(Action<IReadOnlyDictionary<string, Model>> changed)
    {
        var known = lastKnown.Published();
        if (known.Count > 0)
        {
            logger.StartedFromDisk(known.Count);
            foreach (var model in known)
            {
                picture[model.Name] = model;
            }

            changed(new Dictionary<string, Model>(picture, StringComparer.Ordinal));
        }
    }

    private bool Apply(WatchModelsResponse response)
    {
        position = response.Position;
        switch (response.EventCase)
        {
            case WatchModelsResponse.EventOneofCase.Snapshot:
                picture.Clear();
                foreach (var model in response.Snapshot.Models)
                {
                    picture[model.Name] = model;
                }

                return true;
            case WatchModelsResponse.EventOneofCase.Changed:
                picture[response.Changed.Name] = response.Changed;
                return true;
            case WatchModelsResponse.EventOneofCase.Removed:
                return picture.Remove(response.Removed);
            default:
                return false;
        }
    }
}
