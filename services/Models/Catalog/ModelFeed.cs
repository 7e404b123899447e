using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Catalog;

/// <summary>
/// Tells every watcher all models first and then each change, in order. One lock makes joining and sending
/// take turns, so that nothing is lost between the two; nobody ever waits for a watcher.
/// </summary>
internal sealed class ModelFeed(IOptions<ModelsOptions> options, ModelsMetrics metrics) : IDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<WatchQueue> queues = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly FeedPositions positions = new();
    private AllModels? latest;

    /// <summary>Sends events to one watcher until its call ends or this service stops.</summary>
    /// <param name="position">Position behind which the watcher wants to go on; unknown or empty: it gets all models first.</param>
    /// <param name="send">Sends one event.</param>
    /// <param name="cancellationToken">The end of its call.</param>
    public async Task WatchAsync(string position, Func<CatalogEvent, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.Token);
        var queue = Join(position);
        try
        {
            await foreach (var happened in queue.ReadAllAsync(ended.Token))
            {
                await send(happened, ended.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new ServiceException(ErrorReason.ShuttingDown, "This server is shutting down.");
        }
        finally
        {
            Leave(queue);
        }
    }

    /// <summary>Takes the new picture for watchers to come and its changes for those that are there.</summary>
    public void Send(IReadOnlyList<PublishedModel> models, IReadOnlyList<CatalogEvent> changes)
    {
        lock (gate)
        {
            var news = latest is null ? [new AllModels(models) { Position = positions.Now }] : positions.Note(changes);
            latest = new AllModels(models) { Position = positions.Now };
            foreach (var queue in queues)
            {
                if (!queue.TryAdd(news))
                {
                    queue.StartOver(latest);
                    metrics.Resyncs.Inc();
                }
            }
        }
    }

    /// <summary>Gives every watcher that has nothing to read a sign of life, once it has its first snapshot.</summary>
    public void Beat()
    {
        lock (gate)
        {
            foreach (var queue in queues.Where(queue => latest is not null && queue.IsEmpty))
            {
                queue.TryAdd([positions.SignOfLife]);
            }
        }
    }

    /// <summary>Ends all watch streams, so that they do not hold up a shutdown.</summary>
    public void Stop() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();

    private WatchQueue Join(string position)
    {
        var queue = new WatchQueue(options.Value.MaxPendingChanges);
        lock (gate)
        {
            if (queues.Count >= options.Value.MaxWatchers)
            {
                throw new ServiceException(ErrorReason.Overloaded, $"{options.Value.MaxWatchers} watch streams are open already.");
            }

            if (latest is not null && !(positions.Since(position, latest.Models) is { } missed && queue.TryAdd(missed)))
            {
                queue.StartOver(latest);
            }

            queues.Add(queue);
            metrics.Watchers.Inc();
        }

        return queue;
    }

    private void Leave(WatchQueue queue)
    {
        lock (gate)
        {
            queues.Remove(queue);
            metrics.Watchers.Dec();
        }
    }
}
