using FedMl.Protos.Errors.V1;
using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Tests.Training;

public sealed class TrainingEndpointsTests
{
    private static readonly Job Job = new()
    {
        Id = "iris-1",
        Tenant = "local",
        Template = "iris",
        Parameters = { ["seed"] = "7" },
        By = "ann",
        Trigger = "manual",
        State = new StateChange { State = JobState.Succeeded },
        SubmittedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        EndedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Inputs = { new JobInput { Name = "rows", FeatureView = "iris", ViewDigest = "d", Rows = 120, Sha256 = "s", AsOf = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) } },
        Metrics = { ["accuracy"] = 0.5 },
        Decisions = { new Decision { Subject = "gate accuracy", Passed = true, Why = "it is", Numbers = { ["value"] = 0.5 } } },
        Model = "iris",
    };

    private const string JobJson = """
        {"id":"iris-1","tenant":"local","template":"iris","parameters":{"seed":"7"},"by":"ann","trigger":"manual",
        "state":{"state":"JOB_STATE_SUCCEEDED","reason":"","detail":""},"submittedAt":"1970-01-01T00:00:00Z","endedAt":"1970-01-01T00:00:00Z",
        "inputs":[{"name":"rows","featureView":"iris","viewDigest":"d","rows":"120","sha256":"s","asOf":"1970-01-01T00:00:00Z"}],
        "metrics":{"accuracy":0.5},"decisions":[{"subject":"gate accuracy","passed":true,"why":"it is","numbers":{"value":0.5}}],"model":"iris","version":""}
        """;

    private static readonly WatchJobResponse[] Events =
    [
        new() { Position = "1.0", At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch), State = new StateChange { State = JobState.Queued } },
        new() { Position = "1.5", Log = new LogLines { Lines = { "a", "b" } } },
        new() { Position = "2.5", At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch), Metrics = new Metrics { Values = { ["accuracy"] = 1 } } },
    ];

    private const string EventLines = """
        { "position": "1.0", "at": "1970-01-01T00:00:00Z", "state": { "state": "JOB_STATE_QUEUED" } }
        { "position": "1.5", "log": { "lines": [ "a", "b" ] } }
        { "position": "2.5", "at": "1970-01-01T00:00:00Z", "metrics": { "values": { "accuracy": 1 } } }

        """;

    [Fact]
    public async Task Submit_OverRest_IsTheCallAndTheJob()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SubmitJobRequest>(_ => new SubmitJobResponse { Job = Job });

        var response = await gateway.PostAsync("/v1/training-jobs", """{"template":"iris","parameters":{"seed":"7"},"idempotencyKey":"k","by":"ann"}""");

        (await response.JsonAsync(202)).IsJson(JobJson);
        Assert.Equal("/v1/training-jobs/iris-1", response.Headers.Location?.ToString());
        Assert.Equal(new SubmitJobRequest { Template = "iris", Parameters = { ["seed"] = "7" }, IdempotencyKey = "k", By = "ann" }, gateway.StandIn.Single<SubmitJobRequest>());
    }

    [Fact]
    public async Task Submit_WithTheKeyInAHeader_PassesIt()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SubmitJobRequest>(_ => new SubmitJobResponse { Job = Job });

        await (await gateway.SendAsync(Submit("""{"template":"iris"}""", ("Idempotency-Key", "k")))).JsonAsync(202);
        var problem = await (await gateway.SendAsync(Submit("""{"template":"iris","idempotencyKey":"other"}""", ("Idempotency-Key", "k")))).JsonAsync(400);

        Assert.Equal("k", gateway.StandIn.Single<SubmitJobRequest>().IdempotencyKey);
        Assert.Equal(["Idempotency-Key: must be given once, in the header or the body"], problem.Faults());
    }

    [Fact]
    public async Task Submit_ByWhoTakesLines_StreamsWhatHappens()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SubmitJobRequest>(_ => new SubmitJobResponse { Job = Job });
        gateway.StandIn.JobEvents = Events;

        var response = await gateway.SendAsync(Submit("""{"template":"iris","tenant":"acme"}""", ("Accept", "application/x-ndjson")));

        Assert.Equal(EventLines, await response.Content.ReadAsStringAsync());
        Assert.Equal(new WatchJobRequest { Id = "iris-1", Tenant = "acme" }, gateway.StandIn.Single<WatchJobRequest>());
    }

    [Fact]
    public async Task Watch_OverRest_IsTheCallAndItsLines()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.JobEvents = Events;

        var response = await gateway.GetAsync("/v1/training-jobs/iris-1/events?position=0.0");

        Assert.Equal(EventLines, await response.Content.ReadAsStringAsync());
        Assert.Equal(new WatchJobRequest { Id = "iris-1", Position = "0.0" }, gateway.StandIn.Single<WatchJobRequest>());
    }

    [Fact]
    public async Task Watch_OfAJobThatIsNotThere_IsAProblem()
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.GetAsync("/v1/training-jobs/none/events")).JsonAsync(404);

        Assert.Equal("JOB_NOT_FOUND", (string?)problem["reason"]);
    }

    [Fact]
    public async Task Calls_WithoutRows_AreTheCallsAndTheirAnswers()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<GetJobRequest>(_ => new GetJobResponse { Job = Job });
        gateway.StandIn.On<CancelJobRequest>(_ => new CancelJobResponse { Job = Job });
        gateway.StandIn.On<ListJobsRequest>(_ => new ListJobsResponse { Jobs = { Job }, NextPageToken = "p" });
        gateway.StandIn.On<ListRunsRequest>(_ => new ListRunsResponse { Runs = { new Run { At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch), Trigger = "manual", Job = "iris-1" } } });
        gateway.StandIn.On<ListTemplatesRequest>(_ => new ListTemplatesResponse
        {
            Templates = { new Template { Name = "iris", Parameters = { new TemplateParameter { Name = "seed", Default = "1", Pattern = "[0-9]" } } } },
            Faults = { new TemplateFault { File = "x.yaml", Line = 3, Description = "is wrong" } },
        });

        (await (await gateway.GetAsync("/v1/training-jobs/iris-1")).JsonAsync(200)).IsJson(JobJson);
        (await (await gateway.PostAsync("/v1/training-jobs/iris-1:cancel", "")).JsonAsync(200)).IsJson(JobJson);
        (await (await gateway.GetAsync("/v1/training-jobs?template=iris&pageSize=2&pageToken=q")).JsonAsync(200)).IsJson($$"""{"jobs":[{{JobJson}}],"nextPageToken":"p"}""");
        (await (await gateway.GetAsync("/v1/training-templates/iris/runs?maxRuns=5")).JsonAsync(200))
            .IsJson("""{"runs":[{"at":"1970-01-01T00:00:00Z","trigger":"manual","job":"iris-1","refused":""}]}""");
        (await (await gateway.GetAsync("/v1/training-templates")).JsonAsync(200)).IsJson("""
            {"templates":[{"name":"iris","description":"","model":"","paused":false,"parameters":[{"name":"seed","default":"1","pattern":"[0-9]"}]}],
            "faults":[{"file":"x.yaml","line":3,"description":"is wrong"}]}
            """);

        Assert.Equal(new ListJobsRequest { Template = "iris", PageSize = 2, PageToken = "q" }, gateway.StandIn.Single<ListJobsRequest>());
        Assert.Equal(new ListRunsRequest { Template = "iris", MaxRuns = 5 }, gateway.StandIn.Single<ListRunsRequest>());
        Assert.Equal("iris-1", gateway.StandIn.Single<CancelJobRequest>().Id);
    }

    [Fact]
    public async Task Submit_WithACallback_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.PostAsync("/v1/training-jobs", """{"template":"iris","callback":"http://169.254.169.254/"}""")).JsonAsync(400);

        Assert.Equal("MALFORMED_REQUEST", (string?)problem["reason"]);
    }

    [Fact]
    public async Task Submit_BeyondTheLimit_Answers429()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<SubmitJobRequest>(_ => throw RpcErrors.ToRpcException(new ServiceException(ErrorReason.JobLimitReached, "100 jobs wait, which is the limit.")));

        var problem = await (await gateway.PostAsync("/v1/training-jobs", """{"template":"iris"}""")).JsonAsync(429);

        Assert.Equal("JOB_LIMIT_REACHED", (string?)problem["reason"]);
    }

    private static HttpRequestMessage Submit(string json, (string Name, string Value) header)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/training-jobs") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add(header.Name, header.Value);
        return request;
    }
}
