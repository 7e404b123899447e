using System.Collections.Concurrent;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Kernels;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>One session of a model with the pooled runs that are bound to it.</summary>
internal sealed class SessionReplica(InferenceSession session, GraphLayout layout, RunLine line, ResponseCache? cache) : IDisposable
{
    // More runs than this at one time are rare; what they took goes back to the system.
    private const int MaxPooled = 64;

    // A run that once took this much would hold it for good.
    private const long MaxPooledBytes = 4 * 1024 * 1024;

    private readonly ConcurrentQueue<BoundRun> pool = new();
    private long tensorBytes;
    private volatile bool bindable = true;
    private volatile bool closed;

    public InferenceSession Session => session;

    /// <summary>A session of the model in which a run takes all cores; null: there is none.</summary>
    public InferenceSession? Wide
    {
        get;
        set
        {
            field = value;
            EmptyPool();
        }
    }

    public GraphLayout Layout => layout;

    public RunLine Line => line;

    /// <summary>Responses of the model's pooled runs; null: none are kept.</summary>
    public ResponseCache? Cache => cache;

    /// <summary>What runs in the place of ONNX Runtime; null: nothing does.</summary>
    public Kernel? Kernel { get; set; }

    /// <summary>False once a run showed outputs of other sizes than the layout tells.</summary>
    public bool IsBindable { get => bindable; set => bindable = value; }

    /// <summary>Bytes of the tensors of all its runs, in use or waiting.</summary>
    public long TensorBytes => Volatile.Read(ref tensorBytes);

    /// <summary>To be called when a run takes or gives memory.</summary>
    public void CountTensorBytes(long more) => Interlocked.Add(ref tensorBytes, more);

    /// <summary>Takes a run for so many rows.</summary>
    public BoundRun Rent(int rows)
    {
        var run = pool.TryDequeue(out var pooled) ? pooled : new BoundRun(this);
        run.Prepare(rows);
        return run;
    }

    public void Return(BoundRun run)
    {
        if (closed || pool.Count >= MaxPooled || run.HeldBytes > MaxPooledBytes)
        {
            run.Destroy();
        }
        else
        {
            pool.Enqueue(run);
        }
    }

    public void Dispose()
    {
        closed = true;
        EmptyPool();
        session.Dispose();
    }

    private void EmptyPool()
    {
        while (pool.TryDequeue(out var run))
        {
            run.Destroy();
        }
    }
}
