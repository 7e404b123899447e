namespace FedMl.Benchmarks.Servers;

/// <summary>Where the benchmark's own servers tell what they have allocated.</summary>
internal static class AllocatedBytes
{
    public const string Path = "/allocated-bytes";
}
