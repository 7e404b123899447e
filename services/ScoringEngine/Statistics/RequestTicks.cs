using System.Diagnostics;

namespace FedMl.ScoringEngine.Statistics;

/// <summary>What the phases of one request took, <see cref="Stopwatch"/> ticks.</summary>
/// <param name="Queue">Waiting for its turn.</param>
/// <param name="Input">Making tensors of the message, features included.</param>
/// <param name="Infer">Running the graph.</param>
/// <param name="Output">Making the answer of tensors.</param>
public readonly record struct RequestTicks(long Queue, long Input, long Infer, long Output)
{
    public long All => Queue + Input + Infer + Output;
}
