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
    /// <summary>Loads the version in a folder of this machine, which holds <c>model.onnx</c>.</summary>
    /// <exception cref="ServiceException">MODEL_NOT_FOUND, or why it cannot be loaded.</exception>
    public static async Task<LoadedModel> LoadAsync(string folder, string model, string version, EngineOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var published = await FolderFiles.ReadVersionAsync(folder, model, version, cancellationToken);
        return await FactoryOf(new FolderFiles(folder), options, loggers, time).LoadAsync(published, cancellationToken);
    }

    private static ModelFactory FactoryOf(IArtifactFiles files, EngineOptions engine, ILoggerFactory loggers, TimeProvider time)
    {
        var options = Options.Create(engine);
        var tuning = new ModelTuning(new KernelFactory(options, loggers.CreateLogger<KernelFactory>()), options, loggers.CreateLogger<ModelTuning>());
        var explainers = new ExplainerFactory(options, loggers.CreateLogger<ExplainerFactory>());
        return new ModelFactory(files, new WarmUp(options, loggers.CreateLogger<WarmUp>()), tuning, explainers, new RunWatch(), new MemoryBudget(options), options, time);
    }
}
