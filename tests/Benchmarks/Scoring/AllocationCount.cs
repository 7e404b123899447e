using System.Globalization;

namespace FedMl.Benchmarks.Scoring;

/// <summary>
/// Reads a server's count of managed bytes allocated: the whole body of a page, or the line of a metric on it.
/// </summary>
internal sealed class AllocationCount(Uri page, string? metric = null)
{
    public const string Metric = "system_runtime_dotnet_gc_heap_total_allocated ";

    /// <exception cref="LoadException">The page is not there or has no such count.</exception>
    public async Task<double> ReadAsync(CancellationToken cancellationToken)
    {
        var body = await Page.ReadAsync(page, cancellationToken);
        var text = metric is null ? body : body.Split('\n').FirstOrDefault(l => l.StartsWith(metric, StringComparison.Ordinal))?.Split(' ')[^1];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new LoadException($"{page} holds no {metric ?? "number"}.");
    }
}
