using System.Diagnostics;

namespace FedMl.BatchScoring.Tests.Jobs;

/// <summary>There is no room for what is written: a limit of the process on the size of a file answers as a full disk does.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task Run_RoomEndsAtChunkN_SaysSoAndGoesOnWhenThereIsRoom()
    {
        using var job = new TestJob(1000);
        string[] chunks = ["--limits.chunkRows", "10"];

        var full = await RunAsync(job.Arguments(chunks));

        Assert.True(full.Code == 1, full.ToString());
        Assert.Contains("TARGET_FULL", full.Complaints, StringComparison.Ordinal);
        var written = (await File.ReadAllTextAsync(job.PathOf("scores/_job/part-0000-of-0001.checkpoint"))).Count(c => c == '\n') - 1;
        Assert.InRange(written, 5, 99);
        Assert.False(File.Exists(job.PathOf("scores/_manifest.json")));

        var resumed = await job.RunAsync(null, chunks);
        Assert.Contains($"Goes on behind {written} chunks", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(job.Expected(), await job.ReadAsync());
    }

    // 8 KiB a file: a chunk has less, the checkpoint of all chunks more. The runtime's own code pages are files of another size.
    private static async Task<Outcome> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; ulimit -f 16; exec dotnet \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "FedMl.BatchScoring.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ORT_DISABLE_TELEMETRY"] = "1", ["DOTNET_EnableWriteXorExecute"] = "0", ["DOTNET_EnableDiagnostics"] = "0" },
        };
        using var process = Process.Start(start)!;
        return await TestJob.EndAsync(process);
    }
}
