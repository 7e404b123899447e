namespace FedMl.Benchmarks.Servers;

/// <summary>Where the benchmark's own servers tell what they have allocated.</summary>
internal static class AllocatedBytes
{
    public const string Path = "/allocated-bytes";

    /// <summary>Precise, because the server's garbage collector counts only now and then otherwise.</summary>
    public static long Count() => GC.GetTotalAllocatedBytes(precise: true);
}
