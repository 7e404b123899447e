using FedMl.Protos.Training.V1;

namespace FedMl.Training.Jobs;

public sealed class RunTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private NeighbourStandIn neighbours = null!;

    public async Task InitializeAsync() => neighbours = await NeighbourStandIn.StartAsync();

    public async Task DisposeAsync()
    {
        await neighbours.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Job_ThatEndsWell_ToldAllInOrder()
    {
        folder.Template("t", """
            name: t
            command: [program, "{inputs.rows}", "{inputs.rows.holdOut}", "{outputs}"]
            inputs:
              - { name: rows, view: view, holdOut: 5 }
            """);
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("""
            cat "$1"; echo --; cat "$2" 1>&2
            printf '{"accuracy":0.5,"inner":{"rows":3},"text":"x","list":[1]}' > "$3/metrics.json"
            printf 'no end'
            """));

        var job = await training.SubmitAsync();
        var live = await training.WatchAsync(job.Id);
        var events = await training.WatchAsync(job.Id);

        // Only how lines lie together in messages may differ.
        Assert.Equal(live.SelectMany(e => e.Log?.Lines ?? []), events.SelectMany(e => e.Log?.Lines ?? []));
        Assert.Equal(live.Where(e => e.Log is null), events.Where(e => e.Log is null));
        Assert.Equal(
            [JobState.Queued, JobState.Preparing, JobState.Running, JobState.Finalizing, JobState.Succeeded],
            events.Where(e => e.State is not null).Select(e => e.State.State));
        Assert.Equal(
            ["id,value,text", "k1,1.1,\"a \"\"b\"\", c\"", "k6,6.1,plain", "k2,2.1,plain", "k7,7.1,plain", "k3,,plain", "k8,8.1,plain", "k4,4.1,plain", "k9,9.1,plain", "--",
            "id,value,text", "k0,0.1,plain", "k5,5.1,plain", "no end"],
            events.SelectMany(e => e.Log?.Lines ?? []));
        var ended = await training.GetAsync(job.Id);
        Assert.Equal(new Dictionary<string, double> { ["accuracy"] = 0.5, ["inner.rows"] = 3 }, ended.Metrics);
        var input = Assert.Single(ended.Inputs);
        Assert.Equal(("rows", "view", 8L, 64), (input.Name, input.FeatureView, input.Rows, input.Sha256.Length));
        Assert.NotNull(ended.EndedAt);

        // Whoever comes from the middle on sees the same.
        for (var i = 0; i < events.Count; i++)
        {
            Assert.Equal(events[(i + 1)..], await training.WatchAsync(job.Id, events[i].Position));
        }
    }

    [Fact]
    public async Task Job_WithAFilterAndAnArrowInput_GetsThem()
    {
        folder.Template("t", """
            name: t
            command: [program, "{inputs.rows}", "{inputs.whole}"]
            inputs:
              - { name: rows, view: view, features: [value, text], where: [ { feature: value }, { feature: text, is: [plain] } ] }
              - { name: whole, view: view, format: arrow }
            """);
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("wc -l < \"$1\"; cat \"$2\""));

        var events = await training.WatchAsync((await training.SubmitAsync()).Id);

        // All ten but the null one and the one of another text, and a header.
        Assert.Equal(["9", "ARROW"], events.SelectMany(e => e.Log?.Lines ?? []).Select(line => line.Trim()));
        Assert.Equal(["value", "text"], neighbours.Rows.Scans[0].Features);
    }

    [Theory]
    [InlineData("exit 7", "", "EXIT_CODE", "ended with 7")]
    [InlineData("kill -9 $PPID", "", "LOST", "killed")]
    [InlineData("sleep 60", "limits: { time: 1s }", "TIME_LIMIT", "took longer")]
    [InlineData("head -c 3000000 /dev/zero > big; sleep 60", "limits: { disk: 2Mi }", "DISK_LIMIT", "wrote more")]
    [InlineData("head -c 3000000 /dev/zero > big", "limits: { disk: 2Mi }", "DISK_LIMIT", "wrote more")]
    [InlineData("x=$(head -c 60000000 /dev/zero | tr '\\0' x); sleep 60", "limits: { memory: 32Mi }", "MEMORY_LIMIT", "of memory")]
    [InlineData("echo '{' > metrics.json", "", "OUTPUT_INVALID", "not JSON")]
    public async Task Job_ThatEndsBadly_SaysWhy(string program, string limits, string reason, string detail)
    {
        folder.Template("t", $"name: t\ncommand: [program]\n{limits}\n");
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program(program));

        var ended = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal((JobState.Failed, reason), (ended.State.State, ended.State.Reason));
        Assert.Contains(detail, ended.State.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_OfAViewThatIsNotThere_FailsWithTheReason()
    {
        folder.Template("t", "name: t\ncommand: [program]\ninputs:\n  - { name: rows, view: other }\n");
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var ended = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal((JobState.Failed, "FEATURE_VIEW_NOT_FOUND"), (ended.State.State, ended.State.Reason));
        Assert.Equal(0, folder.Runs);
    }

    [Fact]
    public async Task Job_WhoseNeighbourIsAwayForAWhile_Waits()
    {
        folder.Template("t", "name: t\ncommand: [program]\ninputs:\n  - { name: rows, view: view }\n");
        neighbours.Rows.Failures = 3;
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var ended = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal(JobState.Succeeded, ended.State.State);
        Assert.Equal(4, neighbours.Rows.Scans.Count);
    }

    [Fact]
    public async Task Job_WhoseNeighbourStaysAway_FailsWhenPatienceEnds()
    {
        folder.Template("t", "name: t\ncommand: [program]\ninputs:\n  - { name: rows, view: view }\n");
        neighbours.Rows.Failures = int.MaxValue;
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"), "--Training:NeighbourPatienceSeconds=0");

        var ended = await training.EndAsync((await training.SubmitAsync()).Id);

        Assert.Equal((JobState.Failed, "NEIGHBOUR_UNAVAILABLE"), (ended.State.State, ended.State.Reason));
    }

    [Theory]
    [InlineData("trap 'exit 0' TERM; echo here; while true; do sleep 0.05; done")]
    [InlineData("trap '' TERM; echo here; while true; do sleep 0.05; done")]
    public async Task Cancel_OfARunningJob_StopsItsProcesses(string program)
    {
        folder.Template("t", "name: t\ncommand: [program]\n");
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("echo $$ > ../child; " + program), "--Training:Local:StopSeconds=1");
        var job = await training.SubmitAsync();
        await training.UntilAsync(job.Id, e => e.Log is not null);

        await training.Client.CancelJobAsync(new CancelJobRequest { Id = job.Id });
        var ended = await training.EndAsync(job.Id);

        Assert.Equal(JobState.Canceled, ended.State.State);
        var child = File.ReadAllText(Path.Combine(folder.Jobs, "local", job.Id, "child")).Trim();
        await UntilGoneAsync(child).WaitAsync(TimeSpan.FromMinutes(1));
        // Once more changes nothing.
        Assert.Equal(JobState.Canceled, (await training.Client.CancelJobAsync(new CancelJobRequest { Id = job.Id })).Job.State.State);
    }

    [Fact]
    public async Task Cancel_OfAWaitingJob_KeepsItFromRunning()
    {
        folder.Template("t", "name: t\ncommand: [program]\n");
        await using var training = await RunningTraining.StartAsync(
            folder, neighbours, folder.Program($"while [ ! -e '{folder.Root}/go' ]; do sleep 0.05; done"), "--Training:MaxRunningJobs=1");
        var first = await training.SubmitAsync();
        await training.UntilAsync(first.Id, JobState.Running);
        var second = await training.SubmitAsync();

        Assert.Equal(JobState.Canceled, (await training.Client.CancelJobAsync(new CancelJobRequest { Id = second.Id })).Job.State.State);

        await File.WriteAllTextAsync(Path.Combine(folder.Root, "go"), "");
        await training.WatchAsync(first.Id);
        await training.WatchAsync((await training.SubmitAsync()).Id);
        Assert.Equal(2, folder.Runs);
    }

    [Fact]
    public async Task Command_GetsNothingOfTheServicesEnvironment()
    {
        Environment.SetEnvironmentVariable("FEDML_TEST_SECRET", "hidden");
        folder.Template("t", "name: t\ncommand: [program]\n");
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("env"));

        var lines = (await training.WatchAsync((await training.SubmitAsync()).Id)).SelectMany(e => e.Log?.Lines ?? []).ToArray();

        Assert.Contains(lines, line => line.StartsWith("FEDML_JOB=t-", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("hidden", StringComparison.Ordinal));
    }

    // A process that was killed may be seen for a moment; one that has ended and was not waited for has an empty command line.
    private static async Task UntilGoneAsync(string id)
    {
        while (File.Exists($"/proc/{id}/cmdline") && (await File.ReadAllTextAsync($"/proc/{id}/cmdline")).Length > 0)
        {
            await Task.Delay(10);
        }
    }
}
