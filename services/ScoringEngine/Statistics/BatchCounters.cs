namespace FedMl.ScoringEngine.Statistics;

/// <summary>Counts runs by their number of rows, apart for the first numbers that occur; without a lock.</summary>
internal sealed class BatchCounters
{
    /// <summary>Numbers of rows that are kept apart.</summary>
    public const int MaxSizes = 64;

    private readonly Slot[] slots = new Slot[MaxSizes];

    /// <summary>What was counted, by rows.</summary>
    public IReadOnlyList<BatchCount> Now =>
    [
        .. slots.Where(s => Volatile.Read(in s.Rows) > 0).Select(s => new BatchCount(s.Rows, s.Phases.Input, s.Phases.Infer, s.Phases.Output)).OrderBy(s => s.Rows),
    ];

    public void Add(int rows, in RequestTicks took)
    {
        for (var i = 0; i < MaxSizes; i++)
        {
            ref var slot = ref slots[(rows + i) % MaxSizes];
            var owner = Volatile.Read(ref slot.Rows);
            if (owner == 0)
            {
                owner = Interlocked.CompareExchange(ref slot.Rows, rows, 0);
            }

            if (owner == 0 || owner == rows)
            {
                slot.Phases.Add(took);
                return;
            }
        }
    }

    private struct Slot
    {
        public int Rows;
        public PhaseCounter Phases;
    }
}
