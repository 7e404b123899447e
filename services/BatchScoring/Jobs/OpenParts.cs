using FedMl.BatchScoring.Blobs;
using FedMl.BatchScoring.Neighbours;
using FedMl.BatchScoring.Scoring;
using FedMl.BatchScoring.Sources;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Columns;
using Grpc.Net.Client;

namespace FedMl.BatchScoring.Jobs;

/// <summary>Opens what a job works with: model, source, connections.</summary>
internal sealed class OpenParts(JobSpecification job, TimeProvider time) : IDisposable
{
    private readonly List<IDisposable> open = [];
    private readonly Dictionary<Uri, GrpcChannel> channels = [];

    public Retry Retry { get; } = new(time);

    /// <summary>A connection to another service; there is one for each address.</summary>
    public GrpcChannel Channel(Uri? address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!channels.TryGetValue(address, out var channel))
        {
            open.Add(channels[address] = channel = Channels.Open(address));
        }

        return channel;
    }

    /// <param name="pinned">The version that the job began with; null: it begins now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IChunkEngine> EngineAsync(string? pinned, CancellationToken cancellationToken)
    {
        var engine = await OpenEngineAsync(pinned, cancellationToken);
        open.Add(engine);
        return engine;
    }

    /// <param name="engine">The model, whose inputs tell how texts are read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IRowSource> SourceAsync(IChunkEngine engine, CancellationToken cancellationToken)
    {
        IRowSource source = job.Source.View.Length > 0
            ? await ViewSource.OpenAsync(Channel(job.Neighbours.Features), job, Retry, cancellationToken)
            : await FileSource.OpenAsync(await HereAsync(job.Source, cancellationToken), JobColumns.KindsOf(job, engine.Model.Signature), job.Limits.ChunkRows, cancellationToken);
        open.Add(source);
        return source;
    }

    public void Dispose()
    {
        // What was opened last may use what was opened first.
        for (var i = open.Count - 1; i >= 0; i--)
        {
            open[i].Dispose();
        }
    }

    // The reader of Parquet wants files that it can go about in: blobs are brought here first.
    private async Task<SourceChoice> HereAsync(SourceChoice source, CancellationToken cancellationToken)
    {
        if (!BlobPlace.Is(source.Path))
        {
            return source;
        }

        var files = await BlobFiles.FetchAsync(BlobPlace.Of(source.Path), cancellationToken);
        open.Add(files);
        return source with { Path = files.Folder };
    }

    private async Task<IChunkEngine> OpenEngineAsync(string? pinned, CancellationToken cancellationToken)
    {
        if (job.Model.Folder.Length > 0)
        {
            return await EmbeddedEngine.LoadAsync(job.Model, job.Outputs, time, cancellationToken);
        }

        var models = new ModelsService.ModelsServiceClient(Channel(job.Neighbours.Models));
        var version = await new PublishedModel(models, Retry, time).FindAsync(job.Model, pinned, cancellationToken);
        if (job.Engine == EngineKind.Embedded)
        {
            return await EmbeddedEngine.LoadAsync(version, models, job.Outputs, time, cancellationToken);
        }

        var signature = await SingleModel.ReadTextAsync(version, "signature.yaml", models, cancellationToken);
        return await ServiceEngine.OpenAsync(Channel(job.Neighbours.Scoring), version, signature, job.Outputs, Retry, cancellationToken);
    }
}
