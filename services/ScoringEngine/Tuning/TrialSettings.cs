using System.Globalization;

namespace FedMl.ScoringEngine.Tuning;

/// <summary>One way to run a model.</summary>
/// <param name="Threads">Threads of one run.</param>
/// <param name="Replicas">Sessions.</param>
/// <param name="BatchRows">Rows of a batch; 0: no batches.</param>
/// <param name="DelayMilliseconds">How long a run waits for others while a core is free.</param>
public sealed record TrialSettings(int Threads, int Replicas, int BatchRows, double DelayMilliseconds)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"threads {Threads}, sessions {Replicas}, {(BatchRows == 0 ? "no batches" : $"batches of up to {BatchRows} rows, delay {DelayMilliseconds} ms")}");
}

/// <summary>What a trial measured.</summary>
/// <param name="Settings">How the model was run.</param>
/// <param name="RequestsPerSecond">One-row requests a second, the median of the rounds.</param>
/// <param name="MedianMicroseconds">Median time of a request among the others.</param>
/// <param name="AloneMicroseconds">Median time of a request with no other under way.</param>
public sealed record TrialResult(TrialSettings Settings, double RequestsPerSecond, double MedianMicroseconds, double AloneMicroseconds);
