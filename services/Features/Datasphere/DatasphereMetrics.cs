using Prometheus;

namespace FedMl.Features.Datasphere;

/// <summary>What is counted of requests to a tenant. Labels are of a few words each.</summary>
internal sealed class DatasphereMetrics(IMetricFactory metrics)
{
    private readonly Counter requests = metrics.CreateCounter(
        "fedml_feature_source_requests_total", "Tries of requests to the source of business data, by outcome.", ["outcome"]);

    private readonly Counter retries = metrics.CreateCounter(
        "fedml_feature_source_retries_total", "Further tries of requests that failed for a moment, by what went wrong before.", ["cause"]);

    private readonly Counter withheld = metrics.CreateCounter(
        "fedml_feature_source_retries_withheld_total", "Further tries that the budget did not allow.");

    private readonly Counter breaks = metrics.CreateCounter(
        "fedml_feature_source_breaks_total", "How often an asset was left alone for a moment, because half of its requests had failed.");

    private readonly Counter tokens = metrics.CreateCounter("fedml_feature_source_tokens_total", "Tokens asked for.");

    /// <param name="outcome"><c>answered</c>, or what went wrong.</param>
    public void Tried(string outcome) => requests.WithLabels(outcome).Inc();

    public void Retried(string cause) => retries.WithLabels(cause).Inc();

    public void RetryWithheld() => withheld.Inc();

    public void Broke() => breaks.Inc();

    public void TokenAsked() => tokens.Inc();
}
