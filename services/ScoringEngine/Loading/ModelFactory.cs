using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Loading.Canary;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Makes a loaded model of a published version: download, verify, try in a process of its own, load, bind, warm up.</summary>
internal sealed class ModelFactory(ArtifactIntake intake, CanaryLoad canary, ModelBuilder builder, MemoryBudget budget, StatusBoard statuses)
{
    /// <exception cref="ServiceException">Why the version cannot be loaded.</exception>
    public async Task<LoadedModel> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var key = new ModelKey(version.Model, version.Version, version.Digest);
        var memory = budget.Open(key);
        List<IDisposable> belongings = [];
        try
        {
            var artifact = await intake.BringAsync(version, belongings, cancellationToken);
            Look(key, artifact.Graph);
            await canary.RunAsync(key, artifact, memory, cancellationToken);
            var model = await builder.BuildAsync(key, artifact, memory, belongings, cancellationToken);
            if (!ArtifactIntake.MayHaveWeightFiles(version))
            {
                // ONNX Runtime has read the graph; only weights in other files are mapped for as long as it runs.
                belongings.ForEach(b => b.Dispose());
                belongings.Clear();
            }

            return model;
        }
        catch (Exception exception)
        {
            if (exception is ServiceException { Reason: ErrorReason.ModelUnsupported } refusal)
            {
                statuses.Refuse(key, refusal.Faults.Select(f => f.Description));
            }

            belongings.ForEach(b => b.Dispose());
            memory.Dispose();
            throw;
        }
    }

    // What must be known of a graph before ONNX Runtime sees it, and what people want to know of it.
    private void Look(ModelKey key, GraphFile graph)
    {
        using var file = graph.Open();
        if (ModelSketchReader.Read(file) is not { } sketch)
        {
            return;
        }

        statuses.Describe(key, GraphDescription.Of(sketch));
        CheckFatal(sketch);
    }

    /// <summary>Refuses what would end the process.</summary>
    /// <exception cref="ServiceException">MODEL_LOAD_FAILED.</exception>
    public static void CheckFatal(ModelSketch sketch)
    {
        if (FatalNodes.AreIn(sketch))
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, "A TreeEnsembleClassifier has a single label in classlabels_strings, at which ONNX Runtime ends the process: give it the labels of two classes or more.");
        }

        if (IntegerDivisions.AreIn(sketch))
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, "A Div or Mod divides integers that requests send, and the least integer divided by -1 would end the process: let the divisor go through Abs, or cast to floats.");
        }
    }
}
