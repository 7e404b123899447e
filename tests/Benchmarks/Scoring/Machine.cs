using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.Benchmarks.Processes;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.Benchmarks.Scoring;

/// <summary>What a run ran on.</summary>
/// <param name="Text">Processor and versions.</param>
/// <param name="Load">Load average of the last minute before the run; NaN where the system does not tell.</param>
internal sealed record Machine(string Text, double Load)
{
    /// <summary>Whether something else already kept the cores busy.</summary>
    public bool IsBusy => Load > Environment.ProcessorCount / 2.0;

    public static async Task<Machine> DescribeAsync() => new(
        $"{Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}; ONNX Runtime {OrtEnv.Instance().GetVersionString()}; {await NodeAsync()}; {RuntimeInformation.OSDescription}",
        File.Exists("/proc/loadavg") ? double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0], CultureInfo.InvariantCulture) : double.NaN);

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown processor"
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static async Task<string> NodeAsync()
    {
        try
        {
            await using var node = new ChildProcess("node", "node", ["--version"]);
            return "Node " + await node.ReadLineAsync(CancellationToken.None);
        }
        catch (LoadException)
        {
            return "no Node";
        }
    }
}
