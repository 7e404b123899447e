using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Tests.Deployments;

public sealed class DeploymentEndpointsTests
{
    private const string Endpoint = "/v1/deployments/churn";

    [Fact]
    public async Task Deploy_OverRest_TellsEachStepAsALine()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<DeployRequest>(_ => new DeployResponse { Step = DeployStep.Deployment, Done = true });

        var response = await gateway.SendAsync(HttpMethod.Put, Endpoint + "/blue", """{"model":"iris","version":"3","instanceCount":2}""");

        Assert.Equal(
            ["""{ "step": "DEPLOY_STEP_ENDPOINT", "done": true }""", """{ "step": "DEPLOY_STEP_DEPLOYMENT", "done": true }"""],
            (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(new DeployRequest { Endpoint = "churn", Deployment = "blue", Model = "iris", Version = "3", InstanceCount = 2 }, gateway.StandIn.Single<DeployRequest>());
    }

    [Fact]
    public async Task Deploy_ThatFailsOnTheWay_IsCutOff()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<DeployRequest>(_ => new DeployResponse { Step = DeployStep.Deployment });

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.SendAsync(HttpMethod.Put, Endpoint + "/blue", """{"model":"iris","version":"3"}"""));
    }

    [Fact]
    public async Task ReadTrafficLogsAndDelete_OverRest_AreTheCallsAndTheirAnswers()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<GetEndpointRequest>(_ => new GetEndpointResponse { State = "Succeeded", ScoringUri = "https://x/score", Deployments = { new Deployment { Name = "blue", TrafficPercent = 90 } } });
        gateway.StandIn.On<SetTrafficRequest>(_ => new SetTrafficResponse());
        gateway.StandIn.On<GetDeploymentLogsRequest>(_ => new GetDeploymentLogsResponse { Text = "a line" });
        gateway.StandIn.On<DeleteDeploymentRequest>(_ => new DeleteDeploymentResponse());

        var endpoint = await (await gateway.GetAsync(Endpoint)).JsonAsync(200);
        await (await gateway.SendAsync(HttpMethod.Put, Endpoint + ":traffic", """{"percent":{"blue":90,"green":10}}""")).JsonAsync(200);
        var logs = await (await gateway.GetAsync(Endpoint + "/blue:logs?lines=7")).JsonAsync(200);
        await (await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Delete, Endpoint + "/blue"))).JsonAsync(200);
        await (await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Delete, Endpoint))).JsonAsync(200);

        Assert.Equal(90, (int?)endpoint["deployments"]![0]!["trafficPercent"]);
        Assert.Equal(new SetTrafficRequest { Endpoint = "churn", Percent = { ["blue"] = 90, ["green"] = 10 } }, gateway.StandIn.Single<SetTrafficRequest>());
        logs.IsJson("""{"text":"a line"}""");
        Assert.Equal(new GetDeploymentLogsRequest { Endpoint = "churn", Deployment = "blue", Lines = 7 }, gateway.StandIn.Single<GetDeploymentLogsRequest>());
        Assert.Equal(["blue", ""], gateway.StandIn.Requests.OfType<DeleteDeploymentRequest>().Select(r => r.Deployment));
    }

    [Theory]
    [InlineData(ErrorReason.DeploymentsOff, 409)]
    [InlineData(ErrorReason.DeploymentNotFound, 404)]
    [InlineData(ErrorReason.DeploymentBusy, 409)]
    [InlineData(ErrorReason.DeploymentRefused, 422)]
    [InlineData(ErrorReason.DeploymentUnavailable, 503)]
    public async Task Deploy_ThatModelsRefuses_TellsTheReason(ErrorReason reason, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<DeployRequest>(() => RpcErrors.ToRpcException(new ServiceException(reason, "no")));

        var answer = await (await gateway.SendAsync(HttpMethod.Put, Endpoint + "/blue", """{"model":"iris","version":"3"}""")).JsonAsync(status);

        Assert.Equal(ErrorCatalogue.Of(reason).Name, (string?)answer["reason"]);
    }

    [Fact]
    public async Task Logs_WithAWrongQuery_NamesIt()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await (await gateway.GetAsync(Endpoint + "/blue:logs?lines=x&tail=3")).JsonAsync(400);

        Assert.Equal(["lines: must be a whole number", "tail: is no parameter of this path; it takes lines"], answer.Faults());
    }
}
