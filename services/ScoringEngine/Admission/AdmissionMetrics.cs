using Prometheus;

namespace FedMl.ScoringEngine.Admission;

/// <summary>Metrics of the door: how things stand is read when they are asked for.</summary>
internal static class AdmissionMetrics
{
    private static readonly Gauge Limit = Metrics.CreateGauge("fedml_admission_limit", "Requests that may be in flight; adapts itself.");

    private static readonly Gauge InFlight = Metrics.CreateGauge("fedml_admission_in_flight", "Requests that were let in and are not answered.");

    private static readonly Gauge Waiting = Metrics.CreateGauge("fedml_admission_waiting", "Requests that wait to be let in.");

    private static readonly Gauge BytesHeld = Metrics.CreateGauge("fedml_admission_bytes", "Bytes of bodies that arrive, wait or are in flight.");

    private static readonly Counter RefusedTotal = Metrics.CreateCounter(
        "fedml_admission_refused_total", "Requests that were not let in, by what stood against it.", new CounterConfiguration { LabelNames = ["cause"] });

    private static readonly Counter.Child[] RefusedByCause =
        [.. Enum.GetNames<RefusalCause>().Select(cause => RefusedTotal.WithLabels(cause.ToLowerInvariant()))];

    public static void Refused(RefusalCause cause) => RefusedByCause[(int)cause].Inc();

    public static void Publish(AdmissionControl control) => Metrics.DefaultRegistry.AddBeforeCollectCallback(() =>
    {
        var state = control.State;
        Limit.Set(state.Limit);
        InFlight.Set(state.InFlight);
        Waiting.Set(state.Waiting);
        BytesHeld.Set(state.BytesHeld);
    });
}
