using FedMl.Benchmarks.Load;

namespace FedMl.Benchmarks.Scoring;

/// <summary>One cell in one round.</summary>
/// <param name="Load">What the generator says.</param>
/// <param name="ServerCpu">Processor time of the server for each request, microseconds.</param>
/// <param name="AllocatedBytes">Managed bytes that the server allocated for each request; null where it cannot tell.</param>
internal sealed record Measurement(LoadReport Load, double ServerCpu, double? AllocatedBytes)
{
    public double RequestsPerSecond => Load.RequestsPerSecond;
}
