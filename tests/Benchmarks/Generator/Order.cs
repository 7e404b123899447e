using FedMl.Benchmarks.InProcess;
using FedMl.Benchmarks.Load;

namespace FedMl.Benchmarks.Generator;

/// <summary>A line that the benchmark sends to its generator: one of the two.</summary>
internal sealed record Order(LoadPlan? Load, InProcessPlan? InProcess);

/// <summary>The line that comes back: a report, or why there is none.</summary>
/// <param name="Report">What the load came to.</param>
/// <param name="AllocatedBytes">What the generator itself allocated in the meantime.</param>
/// <param name="Error">Why the order could not be carried out.</param>
internal sealed record OrderResult(LoadReport? Report, long AllocatedBytes, string? Error);
