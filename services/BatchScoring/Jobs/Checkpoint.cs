using System.Text;
using System.Text.Json;
using FedMl.BatchScoring.Sinks;
using FedMl.BatchScoring.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.BatchScoring.Jobs;

/// <summary>
/// How far one part of a job is: a line for what the job is, then one for each chunk that is written, in order. A line
/// that a crash cut is none.
/// </summary>
internal sealed class Checkpoint
{
    private readonly IJobStore store;
    private readonly string name;
    private readonly List<ChunkRecord> chunks;

    private Checkpoint(IJobStore store, string name, JobStart start, List<ChunkRecord> chunks)
    {
        this.store = store;
        this.name = name;
        this.chunks = chunks;
        Start = start;
        Rows = chunks.Sum(c => (long)c.Rows);
        RejectedRows = chunks.Sum(c => (long)c.RejectedRows);
    }

    public JobStart Start { get; }

    public IReadOnlyList<ChunkRecord> Chunks => chunks;

    /// <summary>Rows with a score.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows without.</summary>
    public long RejectedRows { get; private set; }

    /// <summary>What is left of a range of chunks.</summary>
    public ChunkRange LeftOf(ChunkRange range) => chunks.Count > 0 ? range with { First = chunks[^1].Number + 1, Position = chunks[^1].Next } : range;

    /// <summary>What a part was when it began, whoever works on it now; null: it has not begun.</summary>
    public static async Task<JobStart?> FindStartAsync(IJobStore store, string name, CancellationToken cancellationToken)
    {
        var bytes = await store.FindAsync(name, cancellationToken);
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        return end < 0 ? null : Read<JobStart>(Encoding.UTF8.GetString(bytes!, 0, end));
    }

    /// <summary>Reads what an earlier run left, and mends it; null: nothing. To be called by whoever has taken the part.</summary>
    public static async Task<Checkpoint?> FindAsync(IJobStore store, string name, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(name, cancellationToken) is not { } bytes)
        {
            return null;
        }

        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
        {
            return null;
        }

        if (whole < bytes.Length)
        {
            await store.PutAsync(name, "mended-checkpoint", bytes.AsMemory(0, whole), cancellationToken);
        }

        return new Checkpoint(store, name, Read<JobStart>(lines[0]), [.. lines.Skip(1).Select(Read<ChunkRecord>)]);
    }

    /// <summary>Begins a part.</summary>
    public static async Task<Checkpoint> BeginAsync(IJobStore store, string name, JobStart start, CancellationToken cancellationToken)
    {
        await store.PutAsync(name, "first-checkpoint", LineOf(start), cancellationToken);
        return new Checkpoint(store, name, start, []);
    }

    /// <summary>Notes that a chunk is written.</summary>
    public async Task AddAsync(ChunkRecord chunk, CancellationToken cancellationToken)
    {
        Failpoint.Pass("checkpoint", "wanted");
        await store.AppendAsync(name, LineOf(chunk), cancellationToken);
        Failpoint.Pass("checkpoint", "written");
        chunks.Add(chunk);
        Rows += chunk.Rows;
        RejectedRows += chunk.RejectedRows;
    }

    private static T Read<T>(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line)!;
        }
        catch (JsonException exception)
        {
            throw new ServiceException(ErrorReason.RecordCorrupt, "The job's checkpoint cannot be read. Score into another folder.", null, exception);
        }
    }

    private static byte[] LineOf<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value), (byte)'\n'];
}

/// <summary>What a job was when it began.</summary>
/// <param name="Identity">What it is.</param>
/// <param name="RunId">Names the run.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record JobStart(JobIdentity Identity, string RunId, DateTimeOffset StartedAt);
