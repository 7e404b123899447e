namespace FedMl.ScoringEngine.Batching;

/// <summary>How the runs of one model share the machine.</summary>
/// <param name="MaxConcurrency">Runs at a time.</param>
/// <param name="MaxWaiting">Runs that may wait for their turn.</param>
/// <param name="Batch">How waiting runs are put together; null: each runs alone.</param>
internal sealed record LineSettings(int MaxConcurrency, int MaxWaiting, BatchSettings? Batch);

/// <summary>How the rows of several requests become one run.</summary>
/// <param name="MaxRows">Rows of one batch.</param>
/// <param name="Delay">How long a run may wait for others while a place is free; zero: it waits for nobody.</param>
internal sealed record BatchSettings(int MaxRows, TimeSpan Delay);
