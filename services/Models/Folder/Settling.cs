namespace FedMl.Models.Folder;

/// <summary>
/// Holds back what is still being written: a value counts once it has looked the same for the settle time; until
/// then, the one that counted before does. At the first look, the times of the files tell how long they have.
/// </summary>
internal sealed class Settling<T>(TimeSpan settle, TimeProvider time)
    where T : class
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private bool hasLooked;

    /// <summary>Time until the next value settles if it stays as it is; null where all are settled.</summary>
    public TimeSpan? Due => entries.Values.Where(entry => entry.Waits).Select(entry => (TimeSpan?)Left(entry)).Min();

    /// <summary>Takes what a key looks like now and returns what counts; null: nothing yet.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="look">Equal as long as nothing changes.</param>
    /// <param name="value">What counts once it has settled.</param>
    /// <param name="lastChange">When it changed last, as far as its files tell; heard at the first look only, since a copy may carry old times.</param>
    public T? Observe(string key, string look, T value, DateTime lastChange)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            entries.Add(key, entry = new Entry());
        }

        entry.IsSeen = true;
        if (entry.Look != look)
        {
            entry.Look = look;
            entry.Since = time.GetTimestamp();
            entry.Rested = hasLooked ? TimeSpan.Zero : time.GetUtcNow().UtcDateTime - lastChange;
            entry.Waits = true;
        }

        if (entry.Waits && Left(entry) <= TimeSpan.Zero)
        {
            entry.Waits = false;
            entry.Settled = value;
        }

        return entry.Settled;
    }

    public bool Has(string key) => entries.ContainsKey(key);

    /// <summary>Counts a key as seen that cannot be looked at now.</summary>
    public void Keep(string key)
    {
        if (entries.TryGetValue(key, out var entry))
        {
            entry.IsSeen = true;
        }
    }

    /// <summary>Ends a look: forgets the keys that were not seen in it.</summary>
    public void ForgetUnseen()
    {
        hasLooked = true;
        foreach (var (key, entry) in entries.ToArray())
        {
            if (!entry.IsSeen)
            {
                entries.Remove(key);
            }

            entry.IsSeen = false;
        }
    }

    // A change in the future is a wrong clock, and says nothing.
    private TimeSpan Left(Entry entry) =>
        settle - time.GetElapsedTime(entry.Since) - (entry.Rested > TimeSpan.Zero ? entry.Rested : TimeSpan.Zero);

    private sealed class Entry
    {
        public string? Look { get; set; }
        public long Since { get; set; }
        public TimeSpan Rested { get; set; }
        public bool Waits { get; set; }
        public bool IsSeen { get; set; }
        public T? Settled { get; set; }
    }
}
