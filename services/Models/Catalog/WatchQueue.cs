using System.Threading.Channels;

namespace FedMl.Models.Catalog;

/// <summary>What waits for one watcher; bounded, and written under the feed's lock.</summary>
internal sealed class WatchQueue(int capacity)
{
    private readonly Channel<CatalogEvent> events = Channel.CreateBounded<CatalogEvent>(capacity);

    public bool IsEmpty => events.Reader.Count == 0;

    /// <summary>Adds events in order; false where there is no room for all of them.</summary>
    public bool TryAdd(IReadOnlyList<CatalogEvent> news) => news.All(events.Writer.TryWrite);

    /// <summary>Drops what waits and puts one snapshot in its place.</summary>
    public void StartOver(AllModels latest)
    {
        while (events.Reader.TryRead(out _))
        {
        }

        events.Writer.TryWrite(latest);
    }

    public IAsyncEnumerable<CatalogEvent> ReadAllAsync(CancellationToken cancellationToken) => events.Reader.ReadAllAsync(cancellationToken);
}
