using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.AzureMl;

/// <summary>Nobody is sent a token or a grant but the hosts that are configured.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class ForeignHostTests(Azurite azurite) : IAsyncLifetime
{
    private AzureBench bench = null!;
    private ForeignHost canary = null!;

    public async Task InitializeAsync()
    {
        bench = await AzureBench.StartAsync(azurite);
        canary = await ForeignHost.StartAsync(azurite.Certificate);
        await bench.PublishAsync("iris", "1", ("model.onnx", [1, 2, 3]));
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(canary.Asked);
        await canary.DisposeAsync();
        await bench.DisposeAsync();
    }

    [ToolTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BlobHost_Redirects_IsRefused(bool byGrant)
    {
        await using var redirecting = await ForeignHost.StartAsync(azurite.Certificate, StandInFault.Redirect(canary.Address + "/account/container/model.onnx"));
        bench.StandIn.Sign = uri => byGrant ? bench.WithSas(uri, TimeSpan.FromHours(1)) : null;
        bench.StandIn.Models["iris"].Versions["2"] = bench.StandIn.Models["iris"].Versions["1"] with { ModelUri = $"{redirecting.Address}/{Azurite.Account}/{bench.ContainerName}/iris/1" };

        var versions = (await bench.ListAsync()).Models[0].Versions;

        Assert.NotEmpty(redirecting.Asked);
        Assert.Equal("cannot be read: Listing the files of iris 2: HTTP 307.", versions.Single(v => v.Version == "2").Problem);
        Assert.Equal("", versions.Single(v => v.Version == "1").Problem);
    }

    [ToolTheory]
    [InlineData("models")]
    [InlineData("versions")]
    [InlineData("token")]
    public async Task Management_Redirects_IsUnavailable(string operation)
    {
        bench.StandIn.Fail(operation, [.. Enumerable.Repeat(StandInFault.Redirect(canary.Address + "/x"), 5)]);

        bench.HasNoSecret((await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync)).ToString());
    }

    [ToolFact]
    public async Task NextPage_AtAnotherServer_IsNotAsked()
    {
        bench.StandIn.Fail("models", StandInFault.Body($$"""{"value":[],"nextLink":"{{canary.Address}}/more"}"""));

        var exception = await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync);

        Assert.Equal("Listing the models: the next page is at another server.", exception.Message);
    }

    [ToolFact]
    public async Task NextPage_WithoutTls_IsNotAsked()
    {
        var plain = bench.StandIn.Address.Replace("https:", "http:", StringComparison.Ordinal);
        bench.StandIn.Fail("models", StandInFault.Body($$"""{"value":[],"nextLink":"{{plain}}/more"}"""));

        await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync);
    }

    [ToolTheory]
    [InlineData("{canary}/account/container/x", "has files at a host that is none of Models:AzureMl:Blobs:Hosts, or not by https")]
    [InlineData("https://127.0.0.1.evil.example/account/container/x", "has files at a host that is none of Models:AzureMl:Blobs:Hosts, or not by https")]
    [InlineData("https://127.0.0.1@evil.example/account/container/x", "has files at something that is no address")]
    [InlineData("ftp://127.0.0.1/account/container/x", "has files at a host that is none of Models:AzureMl:Blobs:Hosts, or not by https")]
    [InlineData("https://127.0.0.1/account", "has files at an address without a container")]
    [InlineData("", "has files at something that is no address")]
    public async Task ModelUri_Elsewhere_IsAProblemOfTheVersion(string uri, string problem)
    {
        bench.Options.AzureMl.Blobs.Hosts = ["127.0.0.1"];
        var elsewhere = uri.Replace("{canary}", canary.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), StringComparison.Ordinal);
        bench.StandIn.Models["iris"].Versions["2"] = bench.StandIn.Models["iris"].Versions["1"] with { ModelUri = elsewhere };

        Assert.Equal(problem, (await bench.ListAsync()).Models[0].Versions.Single(v => v.Version == "2").Problem);
    }

    [ToolFact]
    public async Task Grant_OfAnotherContainer_IsNotUsed()
    {
        bench.StandIn.Sign = _ => $"{canary.Address}/account/container?sv=2025-11-05&sig=c2ln";

        Assert.Equal(
            "was granted with another container than the one its files are in", (await bench.ListAsync()).Models[0].Versions[0].Problem);
    }
}
