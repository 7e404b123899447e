using Xunit.Abstractions;

namespace FedMl.BatchScoring.Tests.Jobs;

/// <summary>kill -9 at every step, then the same call again: the output is that of a run that nobody disturbed.</summary>
public sealed class KillTests(ITestOutputHelper log)
{
    private const int Killed = 137;

    [Theory]
    [InlineData("lease-wanted")]
    [InlineData("lease-taken")]
    [InlineData("first-checkpoint-half-written")]
    [InlineData("first-checkpoint-in-place")]
    [InlineData("chunk-wanted@3")]
    [InlineData("chunk-scored@3")]
    [InlineData("chunk-prepared@3")]
    [InlineData("rejected-half-written")]
    [InlineData("rejected-in-place")]
    [InlineData("chunk-half-written@3")]
    [InlineData("chunk-unsynced@3")]
    [InlineData("chunk-written@3")]
    [InlineData("chunk-in-place@3")]
    [InlineData("checkpoint-wanted@3")]
    [InlineData("checkpoint-half-written@3")]
    [InlineData("checkpoint-written@3")]
    [InlineData("manifest-wanted")]
    [InlineData("manifest-half-written")]
    [InlineData("manifest-written")]
    [InlineData("manifest-in-place")]
    [InlineData("job-manifest-half-written")]
    [InlineData("job-manifest-put")]
    [InlineData("job-done")]
    public async Task Run_KilledThenRunAgain_WritesWhatAnUndisturbedRunDoes(string failpoint)
    {
        using var job = new TestJob(700);
        job.WriteSource(job.Source, job.Rows, row => row == 333 ? null : TestJob.ValueOfA(row));
        var killed = await job.RunAsync(failpoint);
        Assert.Equal(Killed, killed.Code);

        var resumed = await job.RunAsync();
        log.WriteLine(resumed.ToString());
        Assert.Equal(0, resumed.Code);

        Assert.Equal(TestJob.Sha256(job.Expected(without: 333)), TestJob.Sha256(await job.ReadAsync()));
        Assert.Single(await job.ReadRejectedAsync());
        Assert.True(File.Exists(job.PathOf("scores/_manifest.json")));
    }

    [Fact]
    public async Task Run_KilledBehindTwoChunks_WritesTheseNotAgain()
    {
        using var job = new TestJob(700);
        await job.RunAsync("checkpoint-written@2");
        var first = job.PathOf("scores/part-0000-of-0001-chunk-00000000.parquet");
        var before = File.GetLastWriteTimeUtc(first);

        var resumed = await job.RunAsync();

        Assert.Contains("Goes on behind 2 chunks, 200 rows.", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(first));
        Assert.Equal(job.Expected(), await job.ReadAsync());
    }

    [Theory]
    [InlineData("checkpoint-half-written@2")]
    [InlineData("chunk-in-place@3")]
    public async Task Run_TwoPartitionsKilled_EachGoesOn(string failpoint)
    {
        using var job = new TestJob(1000);
        string[] parts = ["--partition.count", "2", "--partition.index"];
        Assert.Equal(Killed, (await job.RunAsync(failpoint, [.. parts, "0"])).Code);
        var both = await Task.WhenAll(job.RunAsync(null, [.. parts, "0"]), job.RunAsync(null, [.. parts, "1"]));
        Assert.All(both, outcome => Assert.Equal(0, outcome.Code));

        Assert.Equal(TestJob.Sha256(job.Expected()), TestJob.Sha256(await job.ReadAsync()));
    }
}
