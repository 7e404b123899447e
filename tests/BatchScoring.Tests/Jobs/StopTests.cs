using System.Runtime.InteropServices;

namespace FedMl.BatchScoring.Tests.Jobs;

public sealed partial class StopTests
{
    private const int Terminate = 15;

    [Fact]
    public async Task Run_Terminated_EndsWith143AndGoesOn()
    {
        using var job = new TestJob(1000);
        using var process = job.Start(null, "--limits.rowsPerSecond", "100");
        await job.UntilWrittenAsync(process);

        Assert.Equal(0, Kill(process.Id, Terminate));
        var stopped = await TestJob.EndAsync(process).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(143, stopped.Code);
        Assert.False(File.Exists(job.PathOf("scores/_manifest.json")));

        Assert.Equal(0, (await job.RunAsync()).Code);
        Assert.Equal(job.Expected(), await job.ReadAsync());
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
