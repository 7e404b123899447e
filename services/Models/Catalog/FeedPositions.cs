using System.Globalization;

namespace FedMl.Models.Catalog;

/// <summary>
/// Counts changes, so that a watcher whose stream broke gets what it missed and not everything. A position is this
/// process's name and a count; that of another process is unknown.
/// </summary>
internal sealed class FeedPositions
{
    // Removals remembered; beyond it, older positions are unknown.
    private const int MaxRemoved = 1000;

    private readonly string process = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, long> changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> removed = new(StringComparer.Ordinal);
    private long count;
    private long oldest;

    public string Now => string.Create(CultureInfo.InvariantCulture, $"{process}-{count}");

    /// <summary>A sign of life at this position.</summary>
    public SignOfLife SignOfLife => new() { Position = Now };

    /// <summary>Counts changes, and gives them with their positions.</summary>
    public IReadOnlyList<CatalogEvent> Note(IReadOnlyList<CatalogEvent> changes) => [.. changes.Select(Note)];

    /// <summary>What came after a position, with at least a sign of life; null where the position is unknown.</summary>
    public IReadOnlyList<CatalogEvent>? Since(string position, IReadOnlyList<PublishedModel> models)
    {
        if (CountOf(position) is not { } seen || seen < oldest || seen > count)
        {
            return null;
        }

        // Only the last of them brings the watcher to this position: one that breaks off before has missed the others.
        return
        [
            .. removed.Where(r => r.Value > seen).Select(r => new ModelRemoved(r.Key) { Position = position }),
            .. models.Where(m => changed.GetValueOrDefault(m.Name) > seen).Select(m => new ModelChanged(m) { Position = position }),
            SignOfLife,
        ];
    }

    private CatalogEvent Note(CatalogEvent change)
    {
        count++;
        switch (change)
        {
            case ModelChanged { Model.Name: var name }:
                changed[name] = count;
                removed.Remove(name);
                break;
            case ModelRemoved { Name: var name }:
                changed.Remove(name);
                removed[name] = count;
                break;
        }

        if (removed.Count > MaxRemoved)
        {
            removed.Clear();
            oldest = count;
        }

        return change with { Position = Now };
    }

    private long? CountOf(string position) =>
        position.StartsWith(process + "-", StringComparison.Ordinal)
            && long.TryParse(position.AsSpan(process.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;
}
