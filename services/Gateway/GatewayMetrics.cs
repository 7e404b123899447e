using System.Globalization;
using Prometheus;

namespace FedMl.Gateway;

/// <summary>Labels are route templates and status codes, never what a client made up.</summary>
internal static class GatewayMetrics
{
    private static readonly Counter Requests = Metrics.CreateCounter(
        "fedml_gateway_requests_total", "REST requests answered.", "route", "status");

    private static readonly Histogram Duration = Metrics.CreateHistogram(
        "fedml_gateway_request_duration_seconds",
        "Time from a REST request's headers to the end of its answer.",
        new HistogramConfiguration { LabelNames = ["route"], Buckets = Histogram.ExponentialBuckets(0.0005, 2, 16) });

    public static void Answered(string route, int status, TimeSpan elapsed)
    {
        Requests.WithLabels(route, status.ToString(CultureInfo.InvariantCulture)).Inc();
        Duration.WithLabels(route).Observe(elapsed.TotalSeconds);
    }
}
