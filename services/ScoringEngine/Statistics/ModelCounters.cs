using System.Diagnostics;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Statistics;

/// <summary>
/// What the requests of one loaded version cost. The data plane calls it once a request; adding takes no lock and no
/// memory. Times are <see cref="Stopwatch"/> ticks.
/// </summary>
public sealed class ModelCounters(TimeProvider time)
{
    private readonly BatchCounters batches = new();
    private DurationCounter success;
    private DurationCounter failure;
    private DurationCounter queue;
    private DurationCounter input;
    private DurationCounter infer;
    private DurationCounter output;
    private DurationCounter cacheHit;
    private DurationCounter cacheMiss;
    private long rows;
    private long executions;
    private long last;

    /// <summary>Requests that were answered, in all their time.</summary>
    public DurationCount Success => success.Now;

    public DurationCount Failure => failure.Now;

    public DurationCount Queue => queue.Now;

    public DurationCount Input => input.Now;

    public DurationCount Infer => infer.Now;

    public DurationCount Output => output.Now;

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
    public void Answered(ModelRun run, in RequestTicks took) => Answered(run.Rows, run.LedBatch ? run.ExecutedRows : 0, took);

    /// <summary>A request was answered.</summary>
    /// <param name="requestRows">Its rows.</param>
    /// <param name="executedRows">Rows of the run that it stands for; 0: another request of its batch does.</param>
    /// <param name="took">What its phases took.</param>
    internal void Answered(int requestRows, int executedRows, in RequestTicks took)
    {
        success.Add(took.All);
        queue.Add(took.Queue);
        input.Add(took.Input);
        infer.Add(took.Infer);
        output.Add(took.Output);
        Interlocked.Add(ref rows, requestRows);
        if (executedRows > 0)
        {
            Interlocked.Increment(ref executions);
            batches.Add(executedRows, took);
        }

        Volatile.Write(ref last, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>A request failed after its model was found.</summary>
    /// <param name="took">All its time.</param>
    public void Failed(long took) => failure.Add(took);

    /// <summary>A request was answered from the cache: nothing ran.</summary>
    /// <param name="lookUp">Looking up and copying.</param>
    /// <param name="took">All its time.</param>
    public void AnsweredFromCache(long lookUp, long took)
    {
        success.Add(took);
        queue.Add(0);
        cacheHit.Add(lookUp);
        Volatile.Write(ref last, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>A request was not found in the cache; besides, its answer is counted.</summary>
    /// <param name="lookUp">Looking up and keeping.</param>
    public void NotFoundInCache(long lookUp) => cacheMiss.Add(lookUp);
}
