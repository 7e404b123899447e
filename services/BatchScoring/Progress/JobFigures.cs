using System.Diagnostics.Metrics;

namespace FedMl.BatchScoring.Progress;

/// <summary>How far a job is.</summary>
/// <param name="time">The clock.</param>
/// <param name="total">Rows that there are; null: nobody knows.</param>
/// <param name="before">Rows that earlier runs wrote.</param>
internal sealed class JobFigures(TimeProvider time, long? total, long before)
{
    private static readonly Meter Meter = new("FedMl.BatchScoring");
    private static readonly Counter<long> Scored = Meter.CreateCounter<long>("fedml.batch.rows", "{row}", "Rows that are scored and written.");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("fedml.batch.rejected_rows", "{row}", "Rows that cannot be scored.");

    private readonly long began = time.GetTimestamp();
    private long rows;
    private long rejected;

    /// <summary>Rows done, by this run and earlier ones.</summary>
    public long Done => before + Interlocked.Read(ref rows) + Interlocked.Read(ref rejected);

    public long? Total => total;

    /// <summary>Rows of this run without a score.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    /// <summary>Rows a second since this run began.</summary>
    public double Rate => (Done - before) / Math.Max(0.001, time.GetElapsedTime(began).TotalSeconds);

    /// <summary>When it will be done, from now on; null: nobody knows.</summary>
    public TimeSpan? Left => total is { } all && Rate > 0 ? TimeSpan.FromSeconds(Math.Max(0, all - Done) / Rate) : null;

    public void Add(int scored, int refused)
    {
        Interlocked.Add(ref rows, scored);
        Interlocked.Add(ref rejected, refused);
        Scored.Add(scored);
        Refused.Add(refused);
    }
}
