using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tests;

/// <summary>A graph loaded and tuned without a host.</summary>
internal sealed class TestModel : IDisposable
{
    private readonly RunWatch watch = new();

    public TestModel(byte[] graph, Action<ModelSettings>? configure = null, long maxModelBytes = 0, bool kernels = true)
    {
        OnnxEnvironment.Ensure(1);
        var settings = new ModelSettings();
        configure?.Invoke(settings);
        var engine = Options.Create(new EngineOptions { MaxModelBytes = maxModelBytes, Kernels = { Enabled = kernels }, Models = { ["m"] = settings } });
        Budget = new MemoryBudget(engine);
        var key = new ModelKey("m", "1", "d");
        var memory = Budget.Open(key);
        var sessions = new SessionMaker(o => new InferenceSession(graph, o), GraphBytes.Of(new MemoryStream(graph), 0), memory);
        var session = sessions.Make();
        var specs = GraphSpecs.Of(session);
        memory.Runs = new ModelRuns(session, watch, ResponseCache.Of("m", settings.Cache, Time));
        Model = new LoadedModel(key, memory.Runs, specs, SignatureBinding.Bind(SignatureBinding.Derive(specs), specs), [], TimeProvider.System) { Memory = memory };
        var kernelFactory = new KernelFactory(engine, NullLogger<KernelFactory>.Instance);
        new ModelTuning(kernelFactory, engine, NullLogger<ModelTuning>.Instance).Tune(Model, sessions, new GraphFile(graph), CancellationToken.None);
    }

    internal MemoryBudget Budget { get; }

    public LoadedModel Model { get; }

    public FakeTimeProvider Time { get; } = new();

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
