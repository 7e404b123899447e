using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>The sessions of one loaded model, its pooled runs, and the line in which they run.</summary>
internal sealed class ModelRuns : IDisposable
{
    private readonly RunWatch watch;
    private readonly InferenceSession session;
    private SessionReplica[] replicas = [];
    private Kernel? kernel;
    private InferenceSession? wide;

    public ModelRuns(InferenceSession session, RunWatch watch, ResponseCache? cache = null)
    {
        Cache = cache;
        this.session = session;
        this.watch = watch;
        watch.Add(Line);
    }

    public RunLine Line { get; } = new();

    /// <summary>Responses of pooled runs; null: none are kept.</summary>
    public ResponseCache? Cache { get; }

    /// <summary>Sessions, or pools of runs over one, that share the load; 0: runs are not pooled.</summary>
    public int Replicas => replicas.Length;

    /// <summary>Bytes of the tensors of all pooled runs, in use or waiting.</summary>
    public long TensorBytes => replicas.Sum(r => r.TensorBytes);

    /// <summary>True where responses are kept and runs are pooled, so that they can be given again.</summary>
    public bool Caches => Cache is not null && Array.Exists(replicas, r => r.IsBindable);

    /// <summary>What runs in the place of ONNX Runtime; null: nothing does. To be set before any use, when runs are pooled.</summary>
    public Kernel? Kernel
    {
        get => kernel;
        set
        {
            kernel = value;
            Array.ForEach(replicas, r => r.Kernel = value);
        }
    }

    /// <summary>
    /// A session in which the only run of a moment takes all cores, its own from then on; null: there is none. To be set
    /// before any use, when runs are pooled.
    /// </summary>
    public InferenceSession? Wide
    {
        get => wide;
        set
        {
            wide = value;
            Array.ForEach(replicas, r => r.Wide = value);
        }
    }

    /// <summary>Makes runs pooled: one bound to this session, and to each of the others. To be called before any use.</summary>
    public void Bind(GraphLayout layout, IReadOnlyList<InferenceSession> others) =>
        replicas = [NewReplica(session, layout), .. others.Select(other => NewReplica(other, layout))];

    /// <summary>Makes runs pooled, in so many pools over the one session. To be called before any use.</summary>
    public void BindShared(GraphLayout layout, int pools) => replicas = [.. Enumerable.Range(0, pools).Select(_ => NewReplica(session, layout))];

    /// <summary>Makes a run for checked headers.</summary>
    public ModelRun NewRun(IReadOnlyList<TensorHeader> inputs, IReadOnlyList<string> outputs)
    {
        if (Replica() is not { } replica)
        {
            return new FreeRun(Line, session, inputs, outputs);
        }

        var run = replica.Rent(replica.Layout.RowsOf(inputs));
        run.Order(inputs, outputs);
        return run;
    }

    /// <summary>Makes a pooled run with all outputs, inputs in the order of the graph; null where runs are not pooled.</summary>
    public BoundRun? TryRent(int rows) => Replica()?.Rent(rows);

    /// <summary>Makes a run that ONNX Runtime sizes.</summary>
    public FreeRun NewFreeRun(IReadOnlyList<TensorHeader> inputs, IReadOnlyList<string> outputs) => new(Line, session, inputs, outputs);

    public void Dispose()
    {
        watch.Remove(Line);
        Line.Dispose();
        Array.ForEach(replicas, r => r.Dispose());
        session.Dispose();
        wide?.Dispose();
        Cache?.Dispose();
    }

    private SessionReplica NewReplica(InferenceSession own, GraphLayout layout) => new(own, layout, Line, Cache) { Kernel = kernel, Wide = wide };

    // A core's own session where there are several: two threads in one session cost a short model half its speed.
    private SessionReplica? Replica()
    {
        var all = replicas;
        var replica = all.Length switch
        {
            0 => null,
            1 => all[0],
            _ => all[Thread.GetCurrentProcessorId() % all.Length],
        };
        return replica is { IsBindable: true } ? replica : null;
    }
}
