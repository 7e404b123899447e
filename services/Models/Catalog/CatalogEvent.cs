namespace FedMl.Models.Catalog;

/// <summary>What a watcher is told.</summary>
internal abstract record CatalogEvent
{
    /// <summary>Where a stream is after it.</summary>
    public string Position { get; init; } = "";
}

/// <summary>All models at one moment, by name; replaces what was known.</summary>
internal sealed record AllModels(IReadOnlyList<PublishedModel> Models) : CatalogEvent;

internal sealed record ModelChanged(PublishedModel Model) : CatalogEvent;

internal sealed record ModelRemoved(string Name) : CatalogEvent;

/// <summary>Nothing happened, and the stream is alive.</summary>
internal sealed record SignOfLife : CatalogEvent;
