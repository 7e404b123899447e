using System.Diagnostics;
using FedMl.ServiceDefaults.Errors;
using Prometheus;

namespace FedMl.Scoring;

/// <summary>Requests by operation and outcome, whatever the transport.</summary>
internal static class ScoringMetrics
{
    private static readonly Counter Requests = Metrics.CreateCounter(
        "fedml_score_requests_total", "Requests by operation and reason; OK where it was answered.", new CounterConfiguration { LabelNames = ["operation", "reason"] });

    private static readonly Histogram Duration = Metrics.CreateHistogram(
        "fedml_score_duration_seconds",
        "Time from the request's message to the answer's.",
        new HistogramConfiguration { LabelNames = ["operation"], Buckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    /// <summary>Runs one request and counts how it ended.</summary>
    public static async Task<T> CountAsync<T>(string operation, Func<Task<T>> request)
    {
        var started = Stopwatch.GetTimestamp();
        var reason = "INTERNAL";
        try
        {
            var answer = await request();
            reason = "OK";
            return answer;
        }
        catch (ServiceException exception)
        {
            reason = ErrorCatalogue.Of(exception.Reason).Name;
            throw;
        }
        catch (OperationCanceledException)
        {
            reason = "CANCELLED";
            throw;
        }
        finally
        {
            Requests.WithLabels(operation, reason).Inc();
            Duration.WithLabels(operation).Observe(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }
}
