namespace FedMl.BatchScoring.Tests.Blobs;

/// <summary>Blobs as source and sink, in Azure's emulator; killed, and called again.</summary>
public sealed class BlobJobTests(AzuriteProcess azurite) : IClassFixture<AzuriteProcess>
{
    private const int Killed = 137;

    [AzuriteFact]
    public async Task Run_FromBlobsToBlobs_KilledAtEachStep_WritesEachRowOnce()
    {
        using var job = new TestJob(500);
        await azurite.Container.GetBlobClient("rows/a.parquet").UploadAsync(job.PathOf("rows.parquet"), overwrite: true);
        string[] failpoints = ["first-checkpoint-written", "first-checkpoint-in-place", "chunk-written@2", "chunk-in-place@2", "checkpoint-wanted@3", "checkpoint-written@3", "manifest-written", "job-done"];
        for (var i = 0; i < failpoints.Length; i++)
        {
            var sink = $"scores-{i}";
            Assert.Equal(Killed, (await RunAsync(job, sink, failpoints[i])).Code);
            var resumed = await RunAsync(job, sink, null);
            Assert.True(resumed.Code == 0, failpoints[i] + resumed);
            await FetchAsync(job, sink);
            Assert.Equal(job.Expected(), await job.ReadAsync(sink));
        }
    }

    [AzuriteFact]
    public async Task Run_WhileAnotherHasTheLease_IsRefused()
    {
        using var job = new TestJob(500);
        await azurite.Container.GetBlobClient("rows/a.parquet").UploadAsync(job.PathOf("rows.parquet"), overwrite: true);
        using var first = Start(job, "taken", null, "--limits.rowsPerSecond", "10");
        while (!await azurite.Container.GetBlobClient("taken/_job/part-0000-of-0001.checkpoint").ExistsAsync())
        {
            Assert.False(first.HasExited);
            await Task.Delay(50);
        }

        var second = await RunAsync(job, "taken", null);

        first.Kill();
        Assert.Equal(1, second.Code);
        Assert.Contains("JOB_TAKEN", second.Complaints, StringComparison.Ordinal);
    }

    private async Task<Outcome> RunAsync(TestJob job, string sink, string? failpoint)
    {
        using var process = Start(job, sink, failpoint);
        return await TestJob.EndAsync(process);
    }

    private System.Diagnostics.Process Start(TestJob job, string sink, string? failpoint, params string[] more) => TestJob.StartCommand(
        failpoint, job.Arguments(["--source.path", $"{azurite.Address}/batch/rows", "--sink.path", $"{azurite.Address}/batch/{sink}", .. more]), ("AZURE_STORAGE_CONNECTION_STRING", azurite.ConnectionString));

    private async Task FetchAsync(TestJob job, string sink)
    {
        Directory.CreateDirectory(job.PathOf(sink));
        await foreach (var blob in azurite.Container.GetBlobsAsync(new Azure.Storage.Blobs.Models.GetBlobsOptions { Prefix = sink + "/part-" }))
        {
            await azurite.Container.GetBlobClient(blob.Name).DownloadToAsync(job.PathOf(blob.Name));
        }
    }
}
