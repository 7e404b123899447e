using System.Text.Json;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Training.Jobs;

/// <summary>Reads the figures that a command hands back: the numbers of a JSON object, those within objects as <c>outer.inner</c>.</summary>
internal static class MetricsFile
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxMetrics = 200;
    private const int MaxName = 128;

    /// <summary>None where there is no file.</summary>
    /// <exception cref="OutputInvalidException">The file is not what it must be.</exception>
    public static IReadOnlyDictionary<string, double> Read(string path)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return metrics;
        }

        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new OutputInvalidException($"metrics.json is larger than {MaxBytes} bytes.");
            }

            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 8 });
            Take(json.RootElement, "", metrics);
            return metrics;
        }
        catch (JsonException exception)
        {
            throw new OutputInvalidException("metrics.json is not JSON.", exception);
        }
    }

    private static void Take(JsonElement element, string name, SortedDictionary<string, double> metrics)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                Take(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", metrics);
            }
        }
        else if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value) && name.Length <= MaxName)
        {
            metrics[name] = value;
            if (metrics.Count > MaxMetrics)
            {
                throw new OutputInvalidException($"metrics.json has more than {MaxMetrics} figures.");
            }
        }
    }
}

/// <summary>What a command wrote cannot be taken.</summary>
internal sealed class OutputInvalidException(string message, Exception? innerException = null) : Exception(message, innerException);
