using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Training.Jobs;

public sealed class SubmitTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private NeighbourStandIn neighbours = null!;

    public async Task InitializeAsync()
    {
        neighbours = await NeighbourStandIn.StartAsync();
        folder.Template("t", """
            name: t
            command: [program, "{parameters.text}", "{parameters.other}"]
            parameters:
              - { name: text, default: "x", pattern: ".*" }
              - { name: other, default: "1", pattern: "[0-9]{1,3}" }
            """);
    }

    public async Task DisposeAsync()
    {
        await neighbours.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("nobody", "TEMPLATE_NOT_FOUND", StatusCode.NotFound)]
    [InlineData("../t", "INVALID_REQUEST", StatusCode.InvalidArgument)]
    [InlineData("faulty", "TEMPLATE_INVALID", StatusCode.FailedPrecondition)]
    [InlineData("twice", "TEMPLATE_INVALID", StatusCode.FailedPrecondition)]
    [InlineData("paused", "TEMPLATE_PAUSED", StatusCode.FailedPrecondition)]
    [InlineData("program", "JOB_NOT_ALLOWED", StatusCode.PermissionDenied)]
    [InlineData("memory", "JOB_NOT_ALLOWED", StatusCode.PermissionDenied)]
    public async Task SubmitJob_OfATemplateThatCannotBe_SaysWhy(string template, string reason, StatusCode code)
    {
        folder.Template("faulty", "name: faulty\ncommand: []\nwrong: 1\n");
        folder.Template("a", "name: twice\ncommand: [program]\n");
        folder.Template("b", "name: twice\ncommand: [program]\n");
        folder.Template("paused", "name: paused\npaused: true\ncommand: [program]\n");
        folder.Template("program", "name: program\ncommand: [/bin/sh, -c, reboot]\n");
        folder.Template("memory", "name: memory\ncommand: [program]\nlimits: { memory: 1Ti }\n");
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var failure = await Assert.ThrowsAsync<RpcException>(() => training.SubmitAsync(template));

        Assert.Equal(code, failure.StatusCode);
        Assert.Equal(reason, ErrorCatalogue.Of(RpcErrors.FromRpcException(failure, "Training").Reason).Name);
        Assert.Empty((await training.Client.ListJobsAsync(new ListJobsRequest())).Jobs);
    }

    [Fact]
    public async Task SubmitJob_WithManyFaults_NamesAll()
    {
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var failure = await Assert.ThrowsAsync<RpcException>(() => training.SubmitAsync("t", "", ("text", "a\nb"), ("other", "1000"), ("none", "1")));

        Assert.Equal(["parameters", "parameters.other", "parameters.text"], RpcErrors.FromRpcException(failure, "Training").Faults.Select(f => f.Field));
    }

    [Theory]
    [InlineData("$(touch /nowhere); `id` | {{x}} {outputs} ${HOME} 'q' \"d\" \\")]
    [InlineData("-rf")]
    [InlineData("")]
    public async Task SubmitJob_WithATextThatAShellWouldRead_PassesItAsItIs(string text)
    {
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("printf '%s|%s|%s\\n' \"$1\" \"$2\" $#"));

        var job = await training.SubmitAsync("t", "", ("text", text));
        var lines = (await training.WatchAsync(job.Id)).SelectMany(e => e.Log?.Lines ?? []);

        Assert.Equal([$"{text}|1|2"], lines);
    }

    [Fact]
    public async Task SubmitJob_WithTheSameKey_IsTheSameJob()
    {
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var jobs = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => training.SubmitAsync("t", "key", ("other", "7"))));
        await training.WatchAsync(jobs[0].Id);

        Assert.Single(jobs.Select(job => job.Id).Distinct());
        Assert.Equal(1, folder.Runs);
        var failure = await Assert.ThrowsAsync<RpcException>(() => training.SubmitAsync("t", "key", ("other", "8")));
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Contains("idempotency key", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_BeyondTheLimit_IsRefusedUntilOneEnded()
    {
        // One runs, one waits: the third is one too many.
        await using var training = await RunningTraining.StartAsync(
            folder, neighbours, folder.Program($"while [ ! -e '{folder.Root}/go' ]; do sleep 0.05; done"), "--Training:MaxRunningJobs=1", "--Training:MaxWaitingJobs=1");
        var first = await training.SubmitAsync();
        await training.UntilAsync(first.Id, JobState.Running);
        var second = await training.SubmitAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => training.SubmitAsync());

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "go"), "");
        Assert.Equal(JobState.Succeeded, (await training.EndAsync(first.Id)).State.State);
        Assert.Equal(JobState.Succeeded, (await training.EndAsync(second.Id)).State.State);
        Assert.Equal(JobState.Succeeded, (await training.EndAsync((await training.SubmitAsync()).Id)).State.State);
    }

    [Fact]
    public async Task ListJobs_InPages_IsAllOfThemTheLatestFirst()
    {
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"), "--Training:MaxKeptJobs=4");
        List<string> ids = [];
        for (var i = 0; i < 6; i++)
        {
            ids.Add((await training.SubmitAsync()).Id);
            await training.WatchAsync(ids[^1]);
        }

        var first = await training.Client.ListJobsAsync(new ListJobsRequest { PageSize = 3, Template = "t" });
        var second = await training.Client.ListJobsAsync(new ListJobsRequest { PageSize = 3, Template = "t", PageToken = first.NextPageToken });

        // Two more than are kept: the oldest are gone.
        Assert.Equal(ids.AsEnumerable().Reverse().Take(4), first.Jobs.Concat(second.Jobs).Select(job => job.Id));
        Assert.Empty(second.NextPageToken);
        Assert.Equal(4, Directory.GetDirectories(Path.Combine(folder.Jobs, "local")).Length);
        Assert.Equal(ids[^1], (await training.Client.ListRunsAsync(new ListRunsRequest { Template = "t", MaxRuns = 1 })).Runs.Single().Job);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await training.GetAsync(ids[0]));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task GetJob_OfAnotherTenant_IsNotFound()
    {
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));
        var job = (await training.Client.SubmitJobAsync(new SubmitJobRequest { Template = "t", Tenant = "acme" })).Job;

        Assert.Equal("acme", (await training.Client.GetJobAsync(new GetJobRequest { Id = job.Id, Tenant = "acme" })).Job.Tenant);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await training.GetAsync(job.Id));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        await training.Client.WatchJob(new WatchJobRequest { Id = job.Id, Tenant = "acme" }).ResponseStream.ReadAllAsync().LastAsync();
    }

    [Fact]
    public async Task ListTemplates_WithFaultyFiles_NamesThem()
    {
        folder.Template("faulty", "name: faulty\ncommand: []\n");
        await using var training = await RunningTraining.StartAsync(folder, neighbours, folder.Program("true"));

        var answer = await training.Client.ListTemplatesAsync(new ListTemplatesRequest());

        Assert.Equal(["t"], answer.Templates.Select(template => template.Name));
        Assert.Equal(["text", "other"], answer.Templates[0].Parameters.Select(p => p.Name));
        Assert.Equal(("faulty.yaml", 2), (answer.Faults.Single().File, answer.Faults.Single().Line));
    }
}
