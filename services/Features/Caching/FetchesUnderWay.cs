namespace FedMl.Features.Caching;

/// <summary>Sees to it that no key is fetched twice at a time.</summary>
internal sealed class FetchesUnderWay
{
    private readonly Lock gate = new();
    private readonly Dictionary<RowKey, (Fetch Fetch, int Place)> fetches = [];

    /// <summary>
    /// For each key that is missing: the fetch that is under way, or else a new one for all of them, which the caller must
    /// run. What came into the cache since the caller looked is taken from there.
    /// </summary>
    /// <param name="key">Looks up; is moved.</param>
    /// <param name="missing">Rows of the request.</param>
    /// <param name="findFresh">Looks into the cache.</param>
    public Joined Join(RowKey key, IReadOnlyList<int> missing, Func<RowKey, CachedRow?> findFresh)
    {
        var joined = new Joined();
        lock (gate)
        {
            foreach (var row in missing)
            {
                if (fetches.TryGetValue(key.At(row), out var known) && !known.Fetch.IsAbandoned)
                {
                    joined.Waits.Add((row, known.Fetch, known.Place));
                }
                else if (findFresh(key) is { } fresh)
                {
                    joined.Fresh.Add((row, fresh));
                }
                else
                {
                    joined.Own ??= new Fetch();
                    joined.OwnRows.Add(row);
                    var copy = key.Copy();
                    fetches[copy] = (joined.Own, joined.Own.Add(copy));
                }
            }

            joined.Fetches = [.. joined.Waits.Select(wait => wait.Fetch).Append(joined.Own).OfType<Fetch>().Distinct()];
            Array.ForEach(joined.Fetches, fetch => fetch.Join());
        }

        return joined;
    }

    public void Leave(Joined joined)
    {
        Fetch[] abandoned;
        lock (gate)
        {
            abandoned = [.. joined.Fetches.Where(fetch => fetch.Leave())];
        }

        Array.ForEach(abandoned, fetch => fetch.Dispose());
    }

    /// <summary>To be called after its rows are in the cache and before those who wait are told.</summary>
    public void Remove(Fetch fetch)
    {
        lock (gate)
        {
            foreach (var key in fetch.Keys)
            {
                if (fetches.TryGetValue(key, out var known) && known.Fetch == fetch)
                {
                    fetches.Remove(key);
                }
            }
        }
    }

    /// <summary>Where the missing rows of a request come from.</summary>
    internal sealed class Joined
    {
        /// <summary>To be run by the caller; null: there is nothing to fetch.</summary>
        public Fetch? Own { get; set; }

        /// <summary>Rows of the request, in the order of the keys of <see cref="Own"/>.</summary>
        public List<int> OwnRows { get; } = [];

        public List<(int Row, Fetch Fetch, int Place)> Waits { get; } = [];

        public List<(int Row, CachedRow Found)> Fresh { get; } = [];

        public Fetch[] Fetches { get; set; } = [];
    }
}
