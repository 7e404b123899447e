using System.Diagnostics;
using FedMl.Benchmarks.Processes;

namespace FedMl.Benchmarks.Batch;

/// <summary>One job as a process of its own, from its start to its end.</summary>
/// <param name="Seconds">Time of the whole process.</param>
/// <param name="MiddleMegabytes">Memory when a tenth of the rows was written.</param>
/// <param name="LastMegabytes">Memory at its last look.</param>
/// <param name="PeakMegabytes">The most that any look saw.</param>
internal sealed record BatchRun(double Seconds, double MiddleMegabytes, double LastMegabytes, double PeakMegabytes)
{
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <exception cref="LoadException">It failed.</exception>
    public static async Task<BatchRun> RunAsync(IEnumerable<string> arguments, string checkpoint, int chunks)
    {
        var start = new ProcessStartInfo("dotnet", [RepositoryFiles.Service("BatchScoring"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        var (middle, last, peak) = (0.0, 0.0, 0.0);
        var ended = process.WaitForExitAsync();
        while (await Task.WhenAny(ended, Task.Delay(Look)) != ended)
        {
            process.Refresh();
            var now = process.HasExited ? 0 : process.WorkingSet64 / Megabyte;
            last = now > 0 ? now : last;
            peak = Math.Max(peak, now);
            if (middle == 0 && LinesOf(checkpoint) > chunks / 10)
            {
                middle = now;
            }
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await output;
        return process.ExitCode == 0 ? new BatchRun(seconds, middle, last, peak) : throw new LoadException($"the job ended with {process.ExitCode}: {await complaints}");
    }

    private static int LinesOf(string file) => File.Exists(file) ? File.ReadLines(file).Count() : 0;
}
