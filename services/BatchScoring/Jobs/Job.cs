using FedMl.BatchScoring.Blobs;
using FedMl.BatchScoring.Progress;
using FedMl.BatchScoring.Scoring;
using FedMl.BatchScoring.Sinks;
using FedMl.BatchScoring.Sources;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.BatchScoring.Jobs;

/// <summary>One part of a job: everything is open and fits together.</summary>
internal sealed class Job : IDisposable
{
    private const int TrialRows = 10;

    private readonly OpenParts parts;
    private readonly IChunkEngine engine;
    private readonly IRowSource source;
    private readonly TimeProvider time;

    private Job(JobSpecification specification, OpenParts parts, IChunkEngine engine, IRowSource source, JobIdentity identity, TimeProvider time)
    {
        Specification = specification;
        this.parts = parts;
        this.engine = engine;
        this.source = source;
        this.time = time;
        Columns = JobColumns.Of(specification, engine, source);
        Range = source.RangeOf(specification.Partition);
        Identity = identity;
        Store = Stores.Open(specification.Sink, time);
        Names = new ChunkNames(specification.Partition);
    }

    public JobSpecification Specification { get; }

    public JobIdentity Identity { get; }

    public JobColumns Columns { get; }

    /// <summary>The chunks of this part.</summary>
    public ChunkRange Range { get; }

    /// <summary>Rows of the source; null: nobody knows.</summary>
    public long? SourceRows => source.RowCount;

    public IJobStore Store { get; }

    public ChunkNames Names { get; }

    public string RunId => Specification.Run.Length > 0 ? Specification.Run : Identity.RunId;

    // Of a part by hash nobody knows how many rows it has before they are read.
    private long? OwnRows => Specification.Partition.Count == 1 ? source.RowCount : null;

    /// <summary>Opens model and source and holds them against the specification. Writes nothing.</summary>
    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID, DATA_UNREADABLE, or why the model cannot be loaded.</exception>
    public static async Task<Job> OpenAsync(JobSpecification job, TimeProvider time, CancellationToken cancellationToken)
    {
        var parts = new OpenParts(job, time);
        try
        {
            var engine = await parts.EngineAsync(await FindVersionAsync(job, time, cancellationToken), cancellationToken);
            var source = await parts.SourceAsync(engine, cancellationToken);
            return new Job(job, parts, engine, source, JobIdentity.Of(job, engine.Model, await source.DigestAsync(cancellationToken)), time);
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    // An alias may stand for another version by now: all parts are scored with the version that the first of them began with.
    private static async Task<string?> FindVersionAsync(JobSpecification job, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var index = 0; index < job.Partition.Count && job.Model.Alias.Length > 0; index++)
        {
            var names = new ChunkNames(job.Partition with { Index = index });
            if (await Checkpoint.FindStartAsync(Stores.Open(job.Sink, time), names.Checkpoint, cancellationToken) is { } begun)
            {
                return begun.Identity.Version;
            }
        }

        return null;
    }

    /// <summary>Scores the first rows and writes nothing.</summary>
    /// <returns>Rows with a score and rows without.</returns>
    public async Task<(int Rows, int Rejected)> TryAsync(CancellationToken cancellationToken)
    {
        var start = new JobStart(Identity, RunId, time.GetUtcNow());
        var work = WorkOf(start, SinkOf(start));
        await foreach (var chunk in source.ReadAsync(Columns.Read, 0, "", cancellationToken))
        {
            using var all = chunk.Rows;
            var some = Batches.Copy([(all, 0, Math.Min(TrialRows, all.Length))], Columns.Read);
            var tried = await work.DoAsync(chunk with { Rows = some }, cancellationToken);
            return (tried.Record.Rows, tried.Record.RejectedRows);
        }

        return (0, 0);
    }

    /// <summary>Does the part, or what an earlier run left of it.</summary>
    /// <param name="output">Takes lines for people.</param>
    /// <param name="isTerminal">Whether they are shown on a terminal.</param>
    /// <param name="cancellationToken">Stops it; what is written stays, and is not written again.</param>
    /// <exception cref="ServiceException">JOB_TAKEN, JOB_CHANGED, TOO_MANY_REJECTED_ROWS, TARGET_FULL, or why a step failed.</exception>
    public async Task RunAsync(TextWriter output, bool isTerminal, CancellationToken cancellationToken)
    {
        // 1: nobody else works on it
        Failpoint.Pass("lease", "wanted");
        using var taken = await Store.TakeAsync(Names.Lock, cancellationToken);
        Failpoint.Pass("lease", "taken");

        // 2: what is there is of the same job
        if (await FindManifestAsync(cancellationToken) is { } done)
        {
            await output.WriteLineAsync($"This part was done already: {done.Rows} rows, {done.RejectedRows} rejected, run {done.RunId}. Nothing to do.");
            await FinishAsync(output, cancellationToken);
            return;
        }

        var checkpoint = await Checkpoint.FindAsync(Store, Names.Checkpoint, cancellationToken);
        if (checkpoint is not null)
        {
            CheckSame(checkpoint.Start.Identity);
            await output.WriteLineAsync($"Goes on behind {checkpoint.Chunks.Count} chunks, {checkpoint.Rows} rows.");
            ChunkPipeline.CheckRejected(checkpoint, Specification.Limits);
        }

        checkpoint ??= await Checkpoint.BeginAsync(Store, Names.Checkpoint, new JobStart(Identity, RunId, time.GetUtcNow()), cancellationToken);

        // 3: read, score, write
        var figures = new JobFigures(time, OwnRows, checkpoint.Rows + checkpoint.RejectedRows);
        var sink = SinkOf(checkpoint.Start);
        var pipeline = new ChunkPipeline(source, Columns, WorkOf(checkpoint.Start, sink), Store, sink, Names, checkpoint, Specification.Limits, figures, time);
        await ProgressView.ShowAsync(figures, output, isTerminal, time, () => pipeline.RunAsync(checkpoint.LeftOf(Range), cancellationToken));

        // 4: say that it is whole
        Failpoint.Pass("manifest", "wanted");
        var manifest = Manifest.Of(checkpoint, Specification.Partition, Names, time.GetUtcNow());
        await Store.PutAsync(Names.Manifest, "manifest", manifest.ToBytes(), cancellationToken);
        await output.WriteLineAsync($"Done: {manifest.Rows} rows, {manifest.RejectedRows} rejected, run {manifest.RunId}.");
        await FinishAsync(output, cancellationToken);
        Failpoint.Pass("job", "done");
    }

    public void Dispose() => parts.Dispose();

    private ChunkWork WorkOf(JobStart start, IChunkSink sink) => new(Specification, Columns, engine, source, sink, start);

    private IChunkSink SinkOf(JobStart start) => Specification.Sink.Table.Length == 0
        ? new ParquetSink(Store, Names)
        : new TableSink(
            new PredictionsService.PredictionsServiceClient(parts.Channel(Specification.Neighbours.Features)),
            TableSink.RunOf(Specification.Sink.Table, start.RunId, engine.Model.Name, engine.Model.Version, Columns.Output, Specification.Keys.Count),
            parts.Retry);

    // Whichever part is done last puts the parts together: each says that it is done before it looks for the others.
    private async Task FinishAsync(TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await new JobFinish(Store, Specification.Sink).RunAsync(Specification.Partition.Count, output, cancellationToken);
        }
        catch (ServiceException exception) when (exception.Reason == ErrorReason.JobIncomplete && exception.Faults.Any(f => f.Description == JobFinish.NotDone))
        {
            await output.WriteLineAsync($"{exception.Faults.Count} of {Specification.Partition.Count} parts are not done yet.");
        }
    }

    private async Task<Manifest?> FindManifestAsync(CancellationToken cancellationToken)
    {
        if (await Store.FindAsync(Names.Manifest, cancellationToken) is not { } bytes)
        {
            return null;
        }

        var manifest = Manifest.Parse(bytes);
        CheckSame(manifest.Identity);
        return manifest;
    }

    private void CheckSame(JobIdentity before)
    {
        var differences = Identity.DifferencesTo(before);
        if (differences.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.JobChanged, "The folder holds another job; score into another folder", differences);
        }
    }
}
