using System.Text;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Makes a loaded model of an artifact that is here: session, signature, warm-up, tuning.</summary>
internal sealed class ModelBuilder(WarmUp warmUp, ModelTuning tuning, ExplainerFactory explainers, RunWatch watch, IOptions<EngineOptions> options, TimeProvider time)
{
    /// <param name="key">Its name.</param>
    /// <param name="artifact">Its files.</param>
    /// <param name="memory">What it may take; closed by the model's end, not by a failure.</param>
    /// <param name="belongings">What ends with the model.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceException">Why it cannot be loaded.</exception>
    public async Task<LoadedModel> BuildAsync(ModelKey key, Artifact artifact, MemoryShare memory, List<IDisposable> belongings, CancellationToken cancellationToken)
    {
        OnnxEnvironment.Ensure(options.Value.Threads);
        var graph = artifact.Graph;
        var sessions = new SessionMaker(graph.NewSession, graph.Size, memory);
        var session = MakeFirst(sessions, graph);
        var runs = memory.Runs = new ModelRuns(session, watch, ResponseCache.Of(key.Model, options.Value.For(key.Model).Cache, time));
        try
        {
            var specs = GraphSpecs.Of(session);
            var signature = artifact.Signature is { } yaml ? SignatureReader.Read(Encoding.UTF8.GetString(yaml)) : SignatureBinding.Derive(specs);
            var model = new LoadedModel(key, runs, specs, SignatureBinding.Bind(signature, specs), belongings, time) { Memory = memory };
            var samples = artifact.Samples is { } json ? Samples.Read(json) : null;
            await warmUp.RunAsync(model, samples, cancellationToken);
            model.Explainability = await Task.Run(() => explainers.Create(model, samples, graph), cancellationToken);
            await Task.Run(() => tuning.Tune(model, sessions, graph, cancellationToken), cancellationToken);
            return model;
        }
        catch
        {
            runs.Dispose();
            throw;
        }
    }

    private static Microsoft.ML.OnnxRuntime.InferenceSession MakeFirst(SessionMaker sessions, GraphFile graph)
    {
        try
        {
            return sessions.Make();
        }
        catch (ServiceException exception) when (exception.InnerException is Microsoft.ML.OnnxRuntime.OnnxRuntimeException refusal)
        {
            using var file = graph.Open();
            RuntimeSupport.Refuse(ModelSketchReader.Read(file), refusal.Message);
            throw;
        }
    }
}
