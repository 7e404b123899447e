using System.Text;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Columns;

/// <summary>Loads the one model of a process that ends, as the loader of a server does: verified, tried, tuned.</summary>
public static class SingleModel
{
    private const long MaxTextBytes = 1024 * 1024;

    /// <summary>Loads the version in a folder of this machine, which holds <c>model.onnx</c>.</summary>
    /// <exception cref="ServiceException">MODEL_NOT_FOUND, or why it cannot be loaded.</exception>
    public static async Task<LoadedModel> LoadAsync(string folder, string model, string version, EngineOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var published = await FolderFiles.ReadVersionAsync(folder, model, version, cancellationToken);
        return await LoadAsync(published, new FolderFiles(folder), options, loggers, time, cancellationToken);
    }

    /// <summary>Loads a published version.</summary>
    /// <exception cref="ServiceException">Why it cannot be loaded.</exception>
    public static async Task<LoadedModel> LoadAsync(ModelVersion version, ModelsService.ModelsServiceClient models, EngineOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        await LoadAsync(version, new ArtifactDownload(models, new KeptFiles(Options.Create(options))), options, loggers, time, cancellationToken);

    /// <summary>The text of a file of a published version, verified; null: it has none of the name.</summary>
    /// <exception cref="ServiceException">ARTIFACT_CORRUPT, MODEL_LIMIT_REACHED, or what Models answered.</exception>
    public static async Task<string?> ReadTextAsync(ModelVersion version, string path, ModelsService.ModelsServiceClient models, CancellationToken cancellationToken)
    {
        ArtifactDownload.VerifyDigest(version);
        IArtifactFiles files = new ArtifactDownload(models, new KeptFiles(Options.Create(new EngineOptions())));
        return version.Files.FirstOrDefault(f => f.Path == path) is { } file
            ? Encoding.UTF8.GetString(await files.ReadAsync(version, file, MaxTextBytes, cancellationToken))
            : null;
    }

    // Without a trial in another process: a model that ends this one ends nobody else's requests.
    private static async Task<LoadedModel> LoadAsync(ModelVersion version, IArtifactFiles files, EngineOptions engine, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = Options.Create(engine);
        var key = new ModelKey(version.Model, version.Version, version.Digest);
        var memory = new MemoryBudget(options).Open(key);
        List<IDisposable> belongings = [];
        try
        {
            var artifact = await new ArtifactIntake(files, options).BringAsync(version, belongings, cancellationToken);
            using (var graph = artifact.Graph.Open())
            {
                if (ModelSketchReader.Read(graph) is { } sketch)
                {
                    ModelFactory.CheckFatal(sketch);
                }
            }

            return await BuilderOf(options, loggers, time).BuildAsync(key, artifact, memory, belongings, cancellationToken);
        }
        catch
        {
            belongings.ForEach(b => b.Dispose());
            memory.Dispose();
            throw;
        }
    }

    private static ModelBuilder BuilderOf(IOptions<EngineOptions> options, ILoggerFactory loggers, TimeProvider time)
    {
        var tuning = new ModelTuning(new KernelFactory(options, loggers.CreateLogger<KernelFactory>()), options, loggers.CreateLogger<ModelTuning>());
        var explainers = new ExplainerFactory(options, loggers.CreateLogger<ExplainerFactory>());
        return new ModelBuilder(new WarmUp(options, loggers.CreateLogger<WarmUp>()), tuning, explainers, new RunWatch(), options, time);
    }
}
