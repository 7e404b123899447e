using System.Diagnostics;
using System.Runtime.InteropServices;
using FedMl.Benchmarks.Scoring;

namespace FedMl.Benchmarks.Tests.Scoring;

/// <summary>A benchmark that is interrupted leaves no process behind.</summary>
public sealed partial class InterruptTests
{
    private const int Terminate = 15;

    [Fact]
    public async Task Run_ThatIsTerminated_EndsItsChildren()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ScoringCommand).Assembly.Location, "scoring", "--models", "mlp", "--servers", "echo", "--quick", "--seconds", "60"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var benchmark = Process.Start(start)!;
        Assert.StartsWith("warm-up", await benchmark.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        int[] children = [.. ChildrenOf(benchmark.Id)];
        Assert.NotEmpty(children);

        Assert.Equal(0, Kill(benchmark.Id, Terminate));
        await benchmark.StandardError.ReadToEndAsync();
        await benchmark.WaitForExitAsync();

        Assert.Equal(130, benchmark.ExitCode);
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}"), $"process {child} is still there"));
    }

    private static IEnumerable<int> ChildrenOf(int parent) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _)
        let stat = Read(Path.Combine(folder, "stat"))
        where stat.Length > 0 && int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) == parent
        select int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture);

    // Processes come and go while one looks.
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
