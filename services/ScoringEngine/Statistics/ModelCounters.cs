using System.Diagnostics;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Statistics;

/// <summary>
/// What the requests of one loaded version cost. The data plane calls it once a request; adding takes no lock and no
/// memory. Times are <see cref="Stopwatch"/> ticks.
/// </summary>
public sealed class ModelCounters(TimeProvider time)
{
    private readonly BatchCounters batches = new();
    private PhaseCounter phases;
    private DurationCounter failure;
    private DurationCounter fromCache;
    private DurationCounter cacheHit;
    private DurationCounter cacheMiss;
    private long rows;
    private long executions;
    private long last;

    /// <summary>Counts for a step of a plan too; null: none is under way. Set when the models that are loaded are published.</summary>
    internal volatile VersionMeasure? Measure;

    /// <summary>Requests that were answered, in all their time.</summary>
    public DurationCount Success => new(phases.All.Count + fromCache.Now.Count, phases.All.Nanoseconds + fromCache.Now.Nanoseconds);

    public DurationCount Failure => failure.Now;

    /// <summary>Waiting for a turn; an answer from the cache waited for none.</summary>
    public DurationCount Queue => phases.Queue with { Count = phases.Queue.Count + fromCache.Now.Count };

    public DurationCount Input => phases.Input;

    public DurationCount Infer => phases.Infer;

    public DurationCount Output => phases.Output;

    public DurationCount CacheHit => cacheHit.Now;

    public DurationCount CacheMiss => cacheMiss.Now;

    /// <summary>Rows that were scored.</summary>
    public long Rows => Volatile.Read(ref rows);

    /// <summary>Runs of the graph.</summary>
    public long Executions => Volatile.Read(ref executions);

    /// <summary>When the last answer was given; null: there was none.</summary>
    public DateTimeOffset? Last => Volatile.Read(ref last) is > 0 and var milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    /// <summary>Runs by their number of rows.</summary>
    public IReadOnlyList<BatchCount> Batches => batches.Now;

    /// <summary>A request was answered by this run. Of the requests of one batch, one stands for the batch.</summary>
    public void Answered(ModelRun run, in RequestTicks took)
    {
        Measure?.Answered(run, took.All);
        var lookup = run.CacheLookup;
        if (lookup.Result == CacheResult.Hit)
        {
            AnsweredFromCache(lookup.Ticks, took.All);
            return;
        }

        if (lookup.Result == CacheResult.Miss)
        {
            NotFoundInCache(lookup.Ticks);
        }

        Answered(run.Rows, run.LedBatch ? run.ExecutedRows : 0, took);
    }

    /// <summary>A request was answered.</summary>
    /// <param name="requestRows">Its rows.</param>
    /// <param name="executedRows">Rows of the run that it stands for; 0: another request of its batch does.</param>
    /// <param name="took">What its phases took.</param>
    internal void Answered(int requestRows, int executedRows, in RequestTicks took)
    {
        phases.Add(took);
        Interlocked.Add(ref rows, requestRows);
        if (executedRows > 0)
        {
            Interlocked.Increment(ref executions);
            batches.Add(executedRows, took);
        }

        NoteTime();
    }

    /// <summary>A request failed after its model was found.</summary>
    /// <param name="took">All its time.</param>
    public void Failed(long took)
    {
        failure.Add(took);
        Measure?.Failed();
    }

    /// <summary>A request was answered from the cache: nothing ran.</summary>
    /// <param name="lookUp">Looking up and copying.</param>
    /// <param name="took">All its time.</param>
    public void AnsweredFromCache(long lookUp, long took)
    {
        fromCache.Add(took);
        cacheHit.Add(lookUp);
        NoteTime();
    }

    /// <summary>A request was not found in the cache; besides, its answer is counted.</summary>
    /// <param name="lookUp">Looking up and keeping.</param>
    public void NotFoundInCache(long lookUp) => cacheMiss.Add(lookUp);

    // Writing takes the cache line away from the other cores, so only what is new is written.
    private void NoteTime()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (Volatile.Read(ref last) != now)
        {
            Volatile.Write(ref last, now);
        }
    }
}
