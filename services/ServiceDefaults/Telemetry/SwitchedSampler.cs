using System.Diagnostics;
using OpenTelemetry.Trace;

namespace FedMl.ServiceDefaults.Telemetry;

/// <summary>Asks <see cref="TraceSwitches"/> where a trace begins here; else goes on with what the caller decided.</summary>
internal sealed class SwitchedSampler(TraceSwitches switches) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var take = parent.TraceId == default
            ? switches.Take()
            : switches.Rule.IsOn && parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
        return new SamplingResult(take ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }
}
