using FedMl.Models.AzureMl;
using FedMl.Models.Tools;
using FedMl.Protos.Models.V1;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.Deployments;

/// <summary>Endpoints of a workspace over the stand-in; the clock moves as fast as operations are asked for.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class OnlineEndpointsTests(Azurite azurite) : IAsyncLifetime
{
    private AzureBench bench = null!;
    private OnlineEndpoints endpoints = null!;

    public async Task InitializeAsync()
    {
        bench = await AzureBench.StartAsync(azurite, new StandInSettings { Kind = "workspaces", Name = "acme-ws" });
        var settings = bench.StandIn.Settings;
        var options = bench.Options.Deployments;
        (options.Workspace, options.SubscriptionId, options.ResourceGroup, options.Location) = (settings.Name, settings.Subscription, settings.ResourceGroup, "westeurope");
        bench.Options.AzureMl.MaxRetries = 0;
        endpoints = AzureMlRegistration.CreateEndpoints(bench.Options, bench.Time);
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [ToolTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deploy_NothingThere_MakesEndpointAndDeployment(bool byLocation)
    {
        bench.StandIn.Endpoints.ByLocation = byLocation;
        var told = new List<DeployResponse>();

        await DeployAsync("blue", "3", told);
        await DeployAsync("green", "4", []);

        Assert.Equal(
            [(DeployStep.Endpoint, false), (DeployStep.Endpoint, true), (DeployStep.Deployment, false), (DeployStep.Deployment, true)],
            told.Select(t => (t.Step, t.Done)));
        var found = await endpoints.ReadAsync("churn", default);
        Assert.Equal("Succeeded", found.State);
        Assert.Equal("https://churn.westeurope.inference.ml.azure.com/score", found.ScoringUri);
        Assert.Equal([("blue", "Succeeded", "Standard_DS3_v2", 1), ("green", "Succeeded", "Standard_DS3_v2", 1)], found.Deployments.Select(d => (d.Name, d.State, d.InstanceType, d.InstanceCount)));
        Assert.Equal($"{bench.StandIn.Settings.Root}/models/iris/versions/3", found.Deployments[0].Model);
        Assert.Equal(1, bench.StandIn.Count("putEndpoint"));
        Assert.Equal(3 * 2, bench.StandIn.Count("operation"));
    }

    [ToolFact]
    public async Task SetTraffic_SharesThem_AndLeavesAllElse()
    {
        await DeployAsync("blue", "3", []);
        await DeployAsync("green", "4", []);

        await InTimeAsync(endpoints.SetTrafficAsync(new SetTrafficRequest { Endpoint = "churn", Percent = { ["blue"] = 90, ["green"] = 10 } }, default));

        Assert.Equal([90, 10], (await endpoints.ReadAsync("churn", default)).Deployments.Select(d => d.TrafficPercent));
        Assert.Equal("AADToken", bench.StandIn.Endpoints.Resources["churn"]["properties"]!["authMode"]!.GetValue<string>());
        Assert.Equal("SystemAssigned", bench.StandIn.Endpoints.Resources["churn"]["identity"]!["type"]!.GetValue<string>());
        var missing = await Assert.ThrowsAsync<AzureCallException>(() => endpoints.SetTrafficAsync(new SetTrafficRequest { Endpoint = "churn", Percent = { ["red"] = 100 } }, default));
        Assert.Equal(404, missing.Status);
    }

    [ToolFact]
    public async Task LogsAndDelete_DoWhatTheySay()
    {
        await DeployAsync("blue", "3", []);
        Assert.Equal("the last 7 lines of churn/blue", await endpoints.LogsAsync("churn", "blue", 7, default));

        await InTimeAsync(endpoints.DeleteAsync("churn", "blue", default));
        Assert.Empty((await endpoints.ReadAsync("churn", default)).Deployments);
        await InTimeAsync(endpoints.DeleteAsync("churn", "", default));
        await endpoints.DeleteAsync("churn", "", default);
        Assert.Empty(bench.StandIn.Endpoints.Resources);
    }

    [ToolTheory]
    [InlineData(false, "Creating the endpoint churn has ended as Failed: HTTP 422 QuotaExceeded.")]
    [InlineData(true, "Creating the endpoint churn: HTTP 400 QuotaExceeded.")]
    public async Task Deploy_OperationFails_SaysWhy(bool byLocation, string text)
    {
        bench.StandIn.Endpoints.ByLocation = byLocation;
        bench.StandIn.Endpoints.FailsWith = "QuotaExceeded";

        var exception = await Assert.ThrowsAsync<AzureCallException>(() => DeployAsync("blue", "3", []));

        Assert.Equal(text, exception.Message);
        Assert.Equal(FedMl.Protos.Errors.V1.ErrorReason.DeploymentRefused, DeploymentFaults.Of(exception).Reason);
    }

    [ToolFact]
    public async Task Deploy_OperationElsewhere_IsNotFollowed()
    {
        await using var canary = await ForeignHost.StartAsync(azurite.Certificate);
        bench.StandIn.Endpoints.Elsewhere = canary.Address;

        await Assert.ThrowsAsync<AzureCallException>(() => DeployAsync("blue", "3", []));

        Assert.Empty(canary.Asked);
    }

    [ToolFact]
    public async Task Deploy_NeverDone_EndsAtTheLimit()
    {
        bench.StandIn.Endpoints.Polls = int.MaxValue;

        var exception = await Assert.ThrowsAsync<AzureCallException>(() => DeployAsync("blue", "3", []));

        Assert.Equal("Creating the endpoint churn: it is not done after 3600 seconds; it goes on in Azure.", exception.Message);
    }

    [ToolTheory]
    [InlineData(409, FedMl.Protos.Errors.V1.ErrorReason.DeploymentBusy)]
    [InlineData(403, FedMl.Protos.Errors.V1.ErrorReason.DeploymentRefused)]
    [InlineData(429, FedMl.Protos.Errors.V1.ErrorReason.DeploymentUnavailable)]
    [InlineData(404, FedMl.Protos.Errors.V1.ErrorReason.DeploymentNotFound)]
    public async Task Put_Refused_HasItsReason(int status, FedMl.Protos.Errors.V1.ErrorReason reason)
    {
        bench.StandIn.Fail("putEndpoint", StandInFault.Status(status, "Told"));

        var exception = await Assert.ThrowsAsync<AzureCallException>(() => DeployAsync("blue", "3", []));

        Assert.Equal(reason, DeploymentFaults.Of(exception).Reason);
    }

    private Task DeployAsync(string deployment, string version, List<DeployResponse> told) => InTimeAsync(endpoints.DeployAsync(
        new DeployRequest { Endpoint = "churn", Deployment = deployment, Model = "iris", Version = version },
        told1 =>
        {
            told.Add(told1);
            return Task.CompletedTask;
        },
        default));

    private async Task InTimeAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1);
        }

        await work;
    }
}
