using FedMl.Benchmarks.Processes;

namespace FedMl.Benchmarks.Scoring;

/// <summary>A server as a process of its own.</summary>
/// <param name="Processes">What counts as its processor time.</param>
/// <param name="Grpc">Where it takes gRPC, if it does.</param>
/// <param name="Rest">Where it takes REST, if it does.</param>
/// <param name="Allocated">Tells the managed bytes that it has allocated since it started; null where it cannot.</param>
/// <param name="Metrics">Page of its metrics; null where it has none.</param>
internal sealed record RunningServer(IReadOnlyList<ChildProcess> Processes, Uri? Grpc, Uri? Rest, AllocationCount? Allocated, Uri? Metrics = null)
{
    public TimeSpan CpuTime => Processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.CpuTime);
}
