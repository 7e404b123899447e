using FedMl.Protos.Training.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Training.Triggers;

public sealed class TriggerTests : IAsyncLifetime
{
    private const string OnEvents = "name: t\ncommand: [program]\ntriggers:\n  events: [ { type: updated, source: /s } ]\n";

    private readonly TempFolder folder = new();
    private NeighbourStandIn neighbours = null!;

    public async Task InitializeAsync() => neighbours = await NeighbourStandIn.StartAsync();

    public async Task DisposeAsync()
    {
        await neighbours.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task ReceiveEvent_AThousandTimes_IsOneJob()
    {
        folder.Template("t", OnEvents);
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => ReceiveAsync(training, "1")));

        var job = Assert.Single(answers.SelectMany(answer => answer.Runs).Select(run => run.Job).Distinct());
        var ended = await training.EndAsync(job);
        Assert.Equal((JobState.Succeeded, "event"), (ended.State.State, ended.Trigger));
        Assert.Equal(1, folder.Runs);
        Assert.Single((await training.Client.ListRunsAsync(new ListRunsRequest { Template = "t" })).Runs);
    }

    [Fact]
    public async Task ReceiveEvent_AfterARestartAndWhenItsJobIsGone_IsKnown()
    {
        folder.Template("t", OnEvents);
        string job;
        await using (var before = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"), "--Training:MaxKeptJobs=1"))
        {
            job = (await ReceiveAsync(before, "1")).Runs.Single().Job;
            await before.WatchAsync(job);
            await before.WatchAsync((await ReceiveAsync(before, "2")).Runs.Single().Job);
        }

        await using var after = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        Assert.Equal(job, (await ReceiveAsync(after, "1")).Runs.Single().Job);
        Assert.Equal(2, folder.Runs);
        // The same id of another source is another event; an event that no template wants is none's.
        Assert.Empty((await after.Client.ReceiveEventAsync(new ReceiveEventRequest { Source = "/other", Id = "1", Type = "updated" })).Runs);
        Assert.Empty((await after.Client.ReceiveEventAsync(new ReceiveEventRequest { Source = "/s", Id = "3", Type = "deleted" })).Runs);
    }

    [Fact]
    public async Task ReceiveEvent_OfAPausedTemplate_IsRefusedForGood()
    {
        folder.Template("t", OnEvents + "paused: true\n");
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var refused = (await ReceiveAsync(training, "1")).Runs.Single();
        folder.Template("t", OnEvents);
        var again = (await ReceiveAsync(training, "1")).Runs.Single();

        Assert.Equal(("", "TEMPLATE_PAUSED"), (refused.Job, refused.Refused));
        Assert.Equal(refused, again);
        Assert.Equal(refused, (await training.Client.ListRunsAsync(new ListRunsRequest { Template = "t" })).Runs.Single());
    }

    [Fact]
    public async Task ReceiveEvent_BeyondTheRate_IsToBeSentAgain()
    {
        folder.Template("t", OnEvents + "rate: { jobs: 2, per: 1h }\n");
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch) { AutoAdvanceAmount = TimeSpan.Zero };
        await using var training = await RunningTraining.StartAsync(folder, neighbours, time, folder.Program("true"));
        await ReceiveAsync(training, "1");
        await ReceiveAsync(training, "2");

        var failure = await Assert.ThrowsAsync<RpcException>(() => ReceiveAsync(training, "3"));
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.NotEmpty((await ReceiveAsync(training, "3")).Runs.Single().Job);
    }

    [Fact]
    public async Task ReceiveEvent_ManyDifferentOnes_AreRefusedBeyondTheQuota()
    {
        folder.Template("t", OnEvents);
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("sleep 60"), "--Training:MaxWaitingJobs=10");

        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            try
            {
                await ReceiveAsync(training, $"{i}");
                return StatusCode.OK;
            }
            catch (RpcException exception)
            {
                return exception.StatusCode;
            }
        }));

        Assert.Equal([StatusCode.OK, StatusCode.ResourceExhausted], results.Distinct().Order());
        Assert.InRange(results.Count(code => code == StatusCode.OK), 10, 12);
        foreach (var job in (await training.Client.ListJobsAsync(new ListJobsRequest())).Jobs)
        {
            await training.Client.CancelJobAsync(new CancelJobRequest { Id = job.Id });
            await training.WatchAsync(job.Id);
        }
    }

    [Fact]
    public async Task ReceiveEvent_WithFaults_NamesAll()
    {
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await training.Client.ReceiveEventAsync(new ReceiveEventRequest { Type = "a\n", Subject = new string('x', 1025) }));

        Assert.All(["source: is missing", "id: is missing", "type: must", "subject: must"], fault => Assert.Contains(fault, failure.Status.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("run-before")]
    [InlineData("job-in-place")]
    public async Task Kill_WhileAnEventIsTaken_LeavesOneJob(string failpoint)
    {
        folder.Template("t", OnEvents);
        await using (var killed = await TrainingProcess.StartAsync(folder, neighbours, folder.Program("true"), failpoint))
        {
            await killed.TryAsync(client => client.ReceiveEventAsync(new ReceiveEventRequest { Source = "/s", Id = "1", Type = "updated" }).ResponseAsync);
            await killed.ExitAsync();
        }

        await using var after = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));
        var job = (await ReceiveAsync(after, "1")).Runs.Single().Job;

        await after.WatchAsync(job);
        Assert.Single((await after.Client.ListJobsAsync(new ListJobsRequest())).Jobs);
        Assert.Equal(1, folder.Runs);
    }

    [Fact]
    public async Task Concurrency_OfATemplate_HoldsItsJobsBackAndNoOthers()
    {
        folder.Template("t", "name: t\nconcurrency: 1\ncommand: [program, wait]\n");
        folder.Template("other", "name: other\ncommand: [program]\n");
        await using var training = await RunningTraining.StartAsync(
            folder, neighbours, folder.Program($"[ -z \"$1\" ] || while [ ! -e '{folder.Root}/go' ]; do sleep 0.05; done"), "--Training:MaxRunningJobs=10");
        var first = await training.SubmitAsync();
        await training.UntilAsync(first.Id, JobState.Running);
        var second = await training.SubmitAsync();

        // While the second one waits, one of another template runs from beginning to end.
        Assert.Equal(JobState.Succeeded, (await training.EndAsync((await training.SubmitAsync("other")).Id)).State.State);
        Assert.Equal(JobState.Queued, (await training.GetAsync(second.Id)).State.State);

        await File.WriteAllTextAsync(Path.Combine(folder.Root, "go"), "");
        Assert.Equal(JobState.Succeeded, (await training.EndAsync(second.Id)).State.State);
    }

    [Theory]
    [InlineData("0 3 * * *", "UTC", "2026-03-28T02:59:59Z", "2026-03-28T03:00:00Z", "2026-03-28T03:00:00Z")]
    [InlineData("0 3 * * *", "UTC", "2026-03-28T03:00:00Z", "2026-03-29T02:59:59Z", null)]
    [InlineData("0 3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("*/5 * * * *", "UTC", "2026-03-28T00:00:00Z", "2026-03-28T10:02:00Z", "2026-03-28T10:00:00Z")]
    public void Latest_OfASchedule_IsTheLastThatPassed(string cron, string zone, string behind, string until, string? due)
    {
        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(due is null ? null : Time(due), new Schedule(cron, zone).Latest(Time(behind), Time(until)));
    }

    [Fact]
    public async Task Schedule_ThatIsDue_AsksOnceAlsoForWhatWasMissed()
    {
        folder.Template("t", "name: t\ncommand: [program]\ntriggers: { schedule: { cron: \"0 * * * *\" } }\n");
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(30));
        await using (var before = await RunningTraining.StartAsync(folder, neighbours, time, folder.Program("true")))
        {
            await before.UntilRunsAsync(time, TimeSpan.FromMinutes(31), 1);
        }

        // Three hours pass while it is away; one job makes up for them.
        time.Advance(TimeSpan.FromHours(3));
        await using var after = await RunningTraining.StartAsync(folder, neighbours, time, folder.Program("true"));
        await after.UntilRunsAsync(time, TimeSpan.Zero, 2);

        var runs = (await after.Client.ListRunsAsync(new ListRunsRequest { Template = "t" })).Runs;
        Assert.All(runs, run => Assert.Equal("schedule", run.Trigger));
        Assert.Equal(2, runs.Select(run => run.Job).Distinct().Count());
    }

    [Fact]
    public async Task RunBook_BeyondItsSize_ForgetsTheOldest()
    {
        folder.Template("t", OnEvents + "paused: true\n");
        await using (var before = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"), "--Training:MaxKeptRuns=3"))
        {
            for (var i = 0; i < 6; i++)
            {
                await ReceiveAsync(before, $"{i}");
            }
        }

        await File.AppendAllTextAsync(Path.Combine(folder.Jobs, ".runs.jsonl"), "{\"at\"");
        await using var after = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        Assert.Equal(3, (await after.Client.ListRunsAsync(new ListRunsRequest { Template = "t" })).Runs.Count);
    }

    private static async Task<ReceiveEventResponse> ReceiveAsync(RunningTraining training, string id) =>
        await training.Client.ReceiveEventAsync(new ReceiveEventRequest { Source = "/s", Id = id, Type = "updated" });
}
