using Prometheus;

namespace FedMl.Training;

/// <summary>What this service counts.</summary>
internal sealed class TrainingMetrics(IMetricFactory metrics)
{
    private readonly Counter ended = metrics.CreateCounter("fedml_training_jobs_ended_total", "Jobs that ended, by their last state.", ["state"]);

    public Gauge Running { get; } = metrics.CreateGauge("fedml_training_jobs_running", "Jobs that have their turn.");

    public Gauge Waiting { get; } = metrics.CreateGauge("fedml_training_jobs_waiting", "Jobs that wait for their turn.");

    public void Ended(JobState state) => ended.WithLabels(state.ToString().ToLowerInvariant()).Inc();
}
