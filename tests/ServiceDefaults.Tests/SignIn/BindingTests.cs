using FedMl.ServiceDefaults.SignIn;
using FedMl.ServiceDefaults.SignIn.Issuers;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>Bindings of SAP BTP in every layout of their secrets.</summary>
public sealed class BindingTests : IDisposable
{
    private const string Domain = "authentication.eu10.hana.ondemand.com";

    private readonly BindingsOfTest bindings = new();

    public void Dispose() => bindings.Dispose();

    [Fact]
    public void Read_AFileAKey_FindsTheIssuer()
    {
        bindings.WithXsuaa(Domain);

        Assert.Equal(["sb-fedml!t1", "fedml!t1"], Assert.Single(Read()).Audiences);
    }

    [Fact]
    public void Read_CredentialsAsJsonBesideTheInstancesKeys_FindsTheIssuer()
    {
        bindings.WithJson("auth", "credentials", new { uaadomain = Domain, clientid = "sb-fedml!t1", xsappname = "fedml!t1" }, ("type", "xsuaa"), ("plan", "application"), ("instance_guid", "1"));

        Assert.IsType<XsuaaIssuer>(Assert.Single(Read()));
    }

    [Fact]
    public void Read_AllAsOneJson_FindsTheIssuer()
    {
        bindings.WithJson("ias", "binding", new { type = "identity", clientid = "5f3c", domains = new[] { "accounts.ondemand.com", "accounts400.ondemand.com" }, url = "https://t.accounts.ondemand.com" });

        Assert.IsType<IdentityIssuer>(Assert.Single(Read()));
    }

    [Fact]
    public void Read_CredentialsWithinJson_FindsTheIssuer()
    {
        bindings.WithJson("auth", "x.json", new { label = "xsuaa", credentials = new { uaadomain = Domain, clientid = "sb-fedml!t1", xsappname = "fedml!t1" } });

        Assert.Single(Read());
    }

    [Fact]
    public void Read_AsKubernetesMountsIt_FollowsLinksAndSeesEachOnce()
    {
        var folder = Directory.CreateDirectory(Path.Combine(bindings.Folder, "auth")).FullName;
        var data = Directory.CreateDirectory(Path.Combine(folder, "..2026_01_01")).FullName;
        foreach (var (key, value) in new[] { ("type", "xsuaa"), ("uaadomain", Domain), ("clientid", "c"), ("xsappname", "a") })
        {
            File.WriteAllText(Path.Combine(data, key), value + "\n");
            File.CreateSymbolicLink(Path.Combine(folder, key), Path.Combine("..data", key));
        }

        Directory.CreateSymbolicLink(Path.Combine(folder, "..data"), "..2026_01_01");

        Assert.Equal(["c", "a"], Assert.Single(Read()).Audiences);
    }

    [Fact]
    public void Read_BindingOfAnotherService_IsPassedOver()
    {
        bindings.WithXsuaa(Domain).WithFiles("hana", ("type", "hana"), ("host", "h"), ("password", "swordfish"));

        Assert.Single(Read());
    }

    [Theory]
    [InlineData("uaadomain", "")]
    [InlineData("clientid", "")]
    [InlineData("uaadomain", "evil.com/x")]
    [InlineData("uaadomain", "user@evil.com")]
    public void Read_BindingThatLacksSomething_IsAFault(string key, string value)
    {
        bindings.WithXsuaa(Domain).WithFiles("xsuaa", (key, value));

        Assert.Contains("xsuaa", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BrokenJsonOrHugeFile_IsAFaultWithoutItsText()
    {
        bindings.WithFiles("broken", ("credentials", "{\"clientsecret\":\"swordfish\"")).WithFiles("huge", ("x", new string('x', 300_000)));

        var faults = Faults();

        Assert.Equal(2, faults.Count);
        Assert.All(faults, fault => Assert.DoesNotContain("swordfish", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rotation_WhileRunning_IsTakenUpAndAFaultyOneIsNot()
    {
        var key = new SigningKey("key-1");
        await using var issuer = await StandInIssuer.StartAsync(key);
        bindings.WithXsuaa(issuer.Domain);
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new Protos.Features.V1.ListSpacesResponse())), SignInHost.ArgsFor(issuer, bindings));
        var claims = SignInHost.XsuaaOf(issuer);
        claims["aud"] = "rotated!t1";
        claims["scope"] = new[] { "rotated!t1.fedml.features.read" };
        var headers = new Metadata { { "authorization", "Bearer " + key.Sign(claims) } };
        Assert.NotNull(await SignInHost.CallAsync(host, headers));

        bindings.WithFiles("xsuaa", ("xsappname", "rotated!t1"));
        await LetInAsync();

        bindings.WithFiles("xsuaa", ("clientid", ""), ("xsappname", ""));
        while (!host.Log.Warnings.Any(line => line.Contains("no clientid", StringComparison.Ordinal)))
        {
            await Task.Delay(20);
        }

        Assert.Null(await SignInHost.CallAsync(host, headers));

        async Task LetInAsync()
        {
            while (await SignInHost.CallAsync(host, headers) is not null)
            {
                await Task.Delay(20);
            }
        }
    }

    private IReadOnlyList<TrustedIssuer> Read()
    {
        List<string> faults = [];
        var issuers = IssuersOfBindings.Read(bindings.Folder, faults);
        Assert.Empty(faults);
        return issuers;
    }

    private IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        IssuersOfBindings.Read(bindings.Folder, faults);
        return faults;
    }
}
