using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Caching;

/// <summary>The outputs of one run with the inputs that they belong to. Its bytes never change.</summary>
internal sealed class CachedResponse
{
    // Objects, list node and dictionary node of an entry, rounded up.
    private const int OverheadBytes = 256;

    private readonly int rows;
    private readonly byte[] bytes;
    private bool used;

    /// <summary>Copies inputs and outputs of a run that has ended, all in the order of the graph.</summary>
    public CachedResponse(BoundRun run, ulong hash, long keptAt)
    {
        Hash = hash;
        KeptAt = keptAt;
        rows = run.Rows;
        bytes = GC.AllocateUninitializedArray<byte>((int)TensorBytes(run));
        var rest = bytes.AsSpan();
        foreach (var input in run.Inputs)
        {
            input.Bytes.CopyTo(rest);
            rest = rest[input.Bytes.Length..];
        }

        foreach (var output in run.Results)
        {
            output.Bytes.CopyTo(rest);
            rest = rest[output.Bytes.Length..];
        }
    }

    public ulong Hash { get; }

    /// <summary>When it was made, time stamp of the cache's clock.</summary>
    public long KeptAt { get; }

    /// <summary>Memory that it takes.</summary>
    public long Size => bytes.Length + OverheadBytes;

    /// <summary>Memory that the response of a run would take.</summary>
    public static long SizeOf(BoundRun run) => TensorBytes(run) + OverheadBytes;

    /// <summary>Fills the outputs of a run of the same model whose inputs are, byte for byte, these; false: they are not.</summary>
    public bool TryFill(BoundRun run)
    {
        if (run.Rows != rows)
        {
            return false;
        }

        // The number of elements follows from the model and the rows, and each text has its length before it: where all
        // before is equal, the tensors of both begin at the same place.
        ReadOnlySpan<byte> rest = bytes;
        foreach (var input in run.Inputs)
        {
            if (!rest.StartsWith(input.Bytes))
            {
                return false;
            }

            rest = rest[input.Bytes.Length..];
        }

        foreach (var output in run.Results)
        {
            rest = rest[output.TakeBytes(rest)..];
        }

        // Written only where it changes: a write takes the cache line away from the other cores.
        if (!Volatile.Read(ref used))
        {
            Volatile.Write(ref used, true);
        }

        return true;
    }

    /// <summary>True where it was used since the last call.</summary>
    public bool TakeUse()
    {
        var was = Volatile.Read(ref used);
        Volatile.Write(ref used, false);
        return was;
    }

    private static long TensorBytes(BoundRun run)
    {
        var sum = 0L;
        foreach (var input in run.Inputs)
        {
            sum += input.Bytes.Length;
        }

        foreach (var output in run.Results)
        {
            sum += output.Bytes.Length;
        }

        return sum;
    }
}
