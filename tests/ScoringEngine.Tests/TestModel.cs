using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tests;

/// <summary>A graph loaded and tuned without a host.</summary>
internal sealed class TestModel : IDisposable
{
    private readonly RunWatch watch = new();

    public TestModel(byte[] graph, Action<ModelSettings>? configure = null)
    {
        OnnxEnvironment.Ensure(1);
        InferenceSession NewSession()
        {
            using var options = OnnxEnvironment.NewSessionOptions();
            return new InferenceSession(graph, options);
        }

        var session = NewSession();
        var specs = GraphSpecs.Of(session);
        Model = new LoadedModel(new ModelKey("m", "1", "d"), new ModelRuns(session, watch), specs, SignatureBinding.Bind(SignatureBinding.Derive(specs), specs), [], TimeProvider.System);
        var settings = new ModelSettings();
        configure?.Invoke(settings);
        var engine = new EngineOptions { Models = { ["m"] = settings } };
        new ModelTuning(Options.Create(engine), NullLogger<ModelTuning>.Instance).Tune(Model, NewSession, graph.Length, CancellationToken.None);
    }

    public LoadedModel Model { get; }

    public RunLine Line => Model.Runs.Line;

    /// <summary>A run of FP32 [n,1] under the name x, filled.</summary>
    public ModelRun NewRun(params float[] x)
    {
        var run = Model.NewRun([new TensorHeader("x", Datatype.FP32, [x.Length, 1])], ["y"]);
        MemoryMarshal.AsBytes<float>(x).CopyTo(run.Input(0));
        return run;
    }

    public static float[] Answer(ModelRun run) => MemoryMarshal.Cast<byte, float>(run.Outputs[0].Bytes).ToArray();

    /// <summary>Runs, and gives the answer.</summary>
    public async Task<float[]> RunAsync(float[] x, CancellationToken cancellationToken = default)
    {
        using var run = NewRun(x);
        await run.ExecuteAsync(cancellationToken);
        return Answer(run);
    }

    public void Dispose()
    {
        Model.Dispose();
        watch.Dispose();
    }
}
