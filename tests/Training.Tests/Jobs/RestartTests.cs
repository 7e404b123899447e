using FedMl.Protos.Training.V1;
using Grpc.Core;

namespace FedMl.Training.Jobs;

/// <summary>Jobs go on where the service that began them left them.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private NeighbourStandIn neighbours = null!;

    public async Task InitializeAsync()
    {
        neighbours = await NeighbourStandIn.StartAsync();
        folder.Template("t", "name: t\ncommand: [program]\ninputs:\n  - { name: rows, view: view }\n");
    }

    public async Task DisposeAsync()
    {
        await neighbours.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Restart_WhileACommandRuns_TakesItUpAgain()
    {
        var program = folder.Program($"echo before; while [ ! -e '{folder.Root}/go' ]; do sleep 0.05; done; echo after");
        string id;
        string position;
        await using (var before = await RunningTraining.StartAsync(folder, neighbours, program))
        {
            id = (await before.SubmitAsync("t", "key")).Id;
            position = (await before.UntilAsync(id, e => e.Log is not null)).Position;
            await before.StopAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Root, "go"), "");
        await using var after = await RunningTraining.StartAsync(folder, neighbours, program);
        var rest = await after.WatchAsync(id, position);

        Assert.Equal(["after"], rest.SelectMany(e => e.Log?.Lines ?? []));
        Assert.Equal([JobState.Finalizing, JobState.Succeeded], rest.Where(e => e.State is not null).Select(e => e.State.State));
        Assert.Equal(1, folder.Runs);
        // The key is known beyond the restart.
        Assert.Equal(id, (await after.SubmitAsync("t", "key")).Id);
        Assert.Equal(1, folder.Runs);
    }

    [Fact]
    public async Task Watch_WhenTheServiceStops_EndsSaying()
    {
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("sleep 60"));
        var id = (await training.SubmitAsync()).Id;
        await training.UntilAsync(id, JobState.Running);
        var watching = training.WatchAsync(id);

        await training.StopAsync();

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => watching)).StatusCode);
        await training.DisposeAsync();
        await using var after = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));
        await after.Client.CancelJobAsync(new CancelJobRequest { Id = id });
        Assert.Equal(JobState.Canceled, (await after.EndAsync(id)).State.State);
    }

    [Theory]
    [InlineData("job-half-written", 0)]
    [InlineData("job-written", 0)]
    [InlineData("job-in-place", 1)]
    [InlineData("start-before", 1)]
    [InlineData("start-after", 1)]
    [InlineData("fact-written", 1)]
    public async Task Kill_AtAFailpoint_LeavesOneJobThatRunsOnce(string failpoint, int jobs)
    {
        var program = folder.Program("true");
        await using (var killed = await TrainingProcess.StartAsync(folder, neighbours, program, failpoint))
        {
            await killed.SubmitAsync("t", "key");
            await killed.ExitAsync();
        }

        await using var after = await RunningTraining.StartAsync(folder, neighbours, program);
        Assert.Equal(jobs, (await after.Client.ListJobsAsync(new ListJobsRequest())).Jobs.Count);
        // The caller, who got no answer, asks again.
        var job = await after.SubmitAsync("t", "key");

        Assert.Equal(JobState.Succeeded, (await after.EndAsync(job.Id)).State.State);
        Assert.Single((await after.Client.ListJobsAsync(new ListJobsRequest())).Jobs);
        Assert.Equal(1, folder.Runs);
    }

    [Fact]
    public async Task Start_OnAFolderThatAnotherProcessHas_IsRefused()
    {
        await using var one = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var failure = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => RunningTraining.StartAsync(folder, neighbours, folder.Program("true")));

        Assert.Contains("another process has it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithATornJournal_CutsItAndWithACorruptOneLeavesItOut()
    {
        var program = folder.Program("true");
        string torn;
        string corrupt;
        await using (var before = await RunningTraining.StartAsync(folder, neighbours, program))
        {
            torn = (await before.SubmitAsync()).Id;
            corrupt = (await before.SubmitAsync()).Id;
            await before.WatchAsync(torn);
            await before.WatchAsync(corrupt);
        }

        await File.AppendAllTextAsync(Path.Combine(folder.Jobs, "local", torn, "journal.jsonl"), "{\"at\":");
        await File.WriteAllTextAsync(Path.Combine(folder.Jobs, "local", corrupt, "journal.jsonl"), "{}\n");
        await using var after = await RunningTraining.StartAsync(folder, neighbours, program);

        Assert.Equal([torn], (await after.Client.ListJobsAsync(new ListJobsRequest())).Jobs.Select(job => job.Id));
        Assert.Equal(JobState.Succeeded, (await after.GetAsync(torn)).State.State);
    }
}
