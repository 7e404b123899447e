using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FedMl.ServiceDefaults.Telemetry;

/// <summary>Which requests are traced.</summary>
/// <param name="IsOn">False: none.</param>
/// <param name="Rate">One request of so many, where its caller does not trace it already.</param>
/// <param name="Count">Traces still to begin; -1: no end.</param>
public sealed record TraceRule(bool IsOn, int Rate, long Count)
{
    /// <summary>None.</summary>
    public static TraceRule Off { get; } = new(false, 1, -1);
}

/// <summary>Decides which requests are traced; can be changed while the host runs.</summary>
public sealed class TraceSwitches
{
    private volatile State state;

    internal TraceSwitches(TraceRule start)
    {
        Start = start;
        state = new State(start);
    }

    /// <summary>True where there is a collector to send traces to.</summary>
    public bool HasCollector { get; internal init; }

    /// <summary>The rule that configuration told.</summary>
    public TraceRule Start { get; }

    /// <summary>The rule now; its count is what is left.</summary>
    public TraceRule Rule
    {
        get => state.Now;
        set => state = new State(value);
    }

    /// <summary>Counts a request that no caller traces; true where it is to be traced.</summary>
    internal bool Take() => state.Take();

    /// <summary>OpenTelemetry's own variables for a sampler decide how it starts.</summary>
    internal static TraceSwitches Of(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return new TraceSwitches(TraceRule.Off);
        }

        var on = new TraceRule(true, 1, -1);
        var start = configuration["OTEL_TRACES_SAMPLER"] switch
        {
            "always_off" or "parentbased_always_off" => TraceRule.Off,
            "traceidratio" or "parentbased_traceidratio" => RatioOf(configuration["OTEL_TRACES_SAMPLER_ARG"]) switch
            {
                <= 0 => TraceRule.Off,
                var ratio => on with { Rate = (int)Math.Min(Math.Round(1 / ratio), int.MaxValue) },
            },
            _ => on,
        };
        return new TraceSwitches(start) { HasCollector = true };
    }

    private static double RatioOf(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 ? ratio : 1;

    private sealed class State(TraceRule rule)
    {
        private long seen = -1;
        private long left = rule.Count;

        public TraceRule Now => rule.Count < 0 ? rule : rule with { Count = Math.Max(0, Volatile.Read(ref left)) };

        public bool Take() =>
            rule.IsOn && Interlocked.Increment(ref seen) % rule.Rate == 0 && (rule.Count < 0 || Interlocked.Decrement(ref left) >= 0);
    }
}
