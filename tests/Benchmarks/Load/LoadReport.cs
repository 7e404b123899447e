namespace FedMl.Benchmarks.Load;

/// <summary>What a load came to. Latencies are from intended start to checked answer, of right answers only, microseconds.</summary>
internal sealed record LoadReport
{
    /// <summary>Right answers.</summary>
    public required long Right { get; init; }

    /// <summary>Requests with another end, by kind.</summary>
    public required IReadOnlyDictionary<string, FaultCount> Faults { get; init; }

    /// <summary>Requests of an open loop that never started, because too many were in flight.</summary>
    public required long Unsent { get; init; }

    /// <summary>From the first intended start to the last answer.</summary>
    public required double Seconds { get; init; }

    public required double P50 { get; init; }

    public required double P90 { get; init; }

    public required double P99 { get; init; }

    public required double P999 { get; init; }

    public required double Max { get; init; }

    /// <summary>How late requests started, 99th percentile; part of the latencies.</summary>
    public required double StartDelayP99 { get; init; }

    /// <summary>Processor time of the generator for each request, microseconds.</summary>
    public required double GeneratorCpu { get; init; }

    /// <summary>Right answers a second.</summary>
    public double RequestsPerSecond => Seconds > 0 ? Right / Seconds : 0;

    /// <summary>Requests that the server refused as too many (RESOURCE_EXHAUSTED); they are among the faults.</summary>
    public long Refused => Faults.TryGetValue("grpc-status 8", out var refused) ? refused.Count : 0;

    public long Wrong => Faults.Values.Sum(f => f.Count);

    public static LoadReport Of(Tally tally, double seconds, TimeSpan generatorCpu) => new()
    {
        Right = tally.Right,
        Faults = tally.Faults,
        Unsent = tally.Unsent,
        Seconds = seconds,
        P50 = tally.LatencyMicroseconds(50),
        P90 = tally.LatencyMicroseconds(90),
        P99 = tally.LatencyMicroseconds(99),
        P999 = tally.LatencyMicroseconds(99.9),
        Max = tally.LatencyMicroseconds(100),
        StartDelayP99 = tally.DelayMicroseconds(99),
        GeneratorCpu = generatorCpu.TotalMicroseconds / Math.Max(1, tally.Right + tally.Faults.Values.Sum(f => f.Count)),
    };
}
