using System.Collections.Concurrent;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>The pool of calls.</summary>
internal sealed class InferCalls
{
    private const int MaxPooled = 1024;

    private readonly ConcurrentQueue<InferCall> pool = new();

    public InferCall Rent() => pool.TryDequeue(out var call) ? call : new InferCall();

    public void Return(InferCall call)
    {
        call.Clear();
        if (pool.Count < MaxPooled)
        {
            pool.Enqueue(call);
        }
    }
}
