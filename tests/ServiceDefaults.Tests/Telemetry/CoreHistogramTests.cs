using System.Diagnostics;
using System.Globalization;
using FedMl.ServiceDefaults.Telemetry;
using Prometheus;
using Xunit;

namespace FedMl.ServiceDefaults.Tests.Telemetry;

public class CoreHistogramTests
{
    private static readonly double[] Buckets = [0.001, 0.01, 0.1];

    [Fact]
    public async Task Tells_buckets_count_and_sum_as_if_each_duration_was_observed_alone()
    {
        var name = $"test_core_{Guid.NewGuid():N}";
        var histogram = new CoreHistogram(Metrics.CreateHistogram(name, "Test.", new HistogramConfiguration { LabelNames = ["a"], Buckets = Buckets }).WithLabels("b"), Buckets);
        double[] durations = [0, 0.0005, 0.001, 0.0011, 0.05, 0.1, 7, 8];
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Array.ForEach(durations, d => histogram.Observe((long)(d * Stopwatch.Frequency))))));
        Assert.Equal(new double[] { 300, 400, 600, 800, 800 }, await FiguresAsync(name));
        Assert.Equal(1515.26, await SumAsync(name), 1e-6);

        histogram.Observe((long)(0.002 * Stopwatch.Frequency));
        Assert.Equal(new double[] { 300, 401, 601, 801, 801 }, await FiguresAsync(name));
        Assert.Equal(1515.262, await SumAsync(name), 1e-6);
    }

    // The buckets, +Inf among them, and the count.
    private static async Task<double[]> FiguresAsync(string name) =>
        [.. (await LinesAsync(name)).Where(line => line.Contains("_bucket", StringComparison.Ordinal) || line.Contains("_count", StringComparison.Ordinal))
            .OrderBy(line => line.Contains("_count", StringComparison.Ordinal)).Select(ValueOf)];

    private static async Task<double> SumAsync(string name) => ValueOf((await LinesAsync(name)).Single(line => line.Contains("_sum", StringComparison.Ordinal)));

    private static double ValueOf(string line) => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);

    private static async Task<string[]> LinesAsync(string name)
    {
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        return [.. System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))];
    }
}
