using FedMl.Protos.Models.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Deployments;

public sealed class DeploymentsGrpcServiceTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Calls_NoWorkspace_AreOff()
    {
        await using var models = await RunningModels.StartAsync(folder.Models);
        using var channel = GrpcChannel.ForAddress(models.Address);
        var client = new DeploymentsService.DeploymentsServiceClient(channel);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.GetEndpointAsync(new GetEndpointRequest { Endpoint = "churn" }));

        Assert.Equal((StatusCode.FailedPrecondition, "Models:Deployments:Workspace is not set: this service deploys nothing."), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task Start_WithoutWhatIsNeeded_NamesAllOfIt()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningModels.StartAsync(folder.Models, null, "--Models:Deployments:Workspace=acme-ws", "--Models:Deployments:MaxInstances=0"));

        Assert.Equal(5, exception.Failures.Count(failure => failure.Contains("Models:Deployments", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_EverythingWrong_NamesAllOfIt()
    {
        var options = new DeploymentOptions { MaxInstances = 2 };
        var deploy = new DeployRequest { Endpoint = "a", Deployment = "9lives", InstanceType = "Standard_Huge", InstanceCount = 3 };
        var traffic = new SetTrafficRequest { Endpoint = "churn/../x", Percent = { ["blue"] = 101, ["a b"] = 1 } };

        Assert.Equal(
            ["endpoint", "deployment", "instance_type", "instance_count"],
            Assert.Throws<ServiceDefaults.Errors.ServiceException>(() => DeploymentCheck.Check(deploy, options)).Faults.Select(f => f.Field));
        Assert.Equal(
            ["endpoint", "percent", "percent", "percent"],
            Assert.Throws<ServiceDefaults.Errors.ServiceException>(() => DeploymentCheck.Check(traffic)).Faults.Select(f => f.Field));
        DeploymentCheck.Check(new DeployRequest { Endpoint = "abc", Deployment = new string('a', 32), InstanceType = "Standard_DS3_v2", InstanceCount = 2 }, options);
        DeploymentCheck.Check(new SetTrafficRequest { Endpoint = "churn", Percent = { ["blue"] = 40, ["green"] = 60 } });
        Assert.Throws<ServiceDefaults.Errors.ServiceException>(() => DeploymentCheck.Check(new SetTrafficRequest { Endpoint = "churn", Percent = { ["blue"] = 99 } }));
        Assert.Throws<ServiceDefaults.Errors.ServiceException>(() => DeploymentCheck.Check(new GetDeploymentLogsRequest { Endpoint = "churn", Deployment = "blue", Lines = 5001 }));
        DeploymentCheck.Check(new GetDeploymentLogsRequest { Endpoint = "churn", Deployment = "blue", Lines = 5000 });
    }
}
