using System.Text;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Loading;
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
        return await FactoryOf(new FolderFiles(folder), options, loggers, time).LoadAsync(published, cancellationToken);
    }

    /// <summary>Loads a published version.</summary>
    /// <exception cref="ServiceException">Why it cannot be loaded.</exception>
    public static async Task<LoadedModel> LoadAsync(ModelVersion version, ModelsService.ModelsServiceClient models, EngineOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        await FactoryOf(new ArtifactDownload(models, new KeptFiles(Options.Create(options))), options, loggers, time).LoadAsync(version, cancellationToken);

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

    private static ModelFactory FactoryOf(IArtifactFiles files, EngineOptions engine, ILoggerFactory loggers, TimeProvider time)
    {
        var options = Options.Create(engine);
        var tuning = new ModelTuning(new KernelFactory(options, loggers.CreateLogger<KernelFactory>()), options, loggers.CreateLogger<ModelTuning>());
        var explainers = new ExplainerFactory(options, loggers.CreateLogger<ExplainerFactory>());
        return new ModelFactory(files, new WarmUp(options, loggers.CreateLogger<WarmUp>()), tuning, explainers, new RunWatch(), new MemoryBudget(options), options, time);
    }
}
