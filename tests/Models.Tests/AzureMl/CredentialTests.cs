using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;
using Microsoft.AspNetCore.Http;

namespace FedMl.Models.AzureMl;

/// <summary>The ways to sign in: the one that is configured, told in the log; no secret is told.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class CredentialTests(Azurite azurite) : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ToolFact]
    public async Task ClientSecret_Rotated_NeedsNoRestart()
    {
        await using var bench = await StartAsync(new StandInSettings());
        await File.WriteAllTextAsync(bench.Options.AzureMl.Credential.SecretFile, "wrong~secret");
        var exception = await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync);
        Assert.Equal("Listing the models: no token (AuthenticationFailedException, AADSTS7000215).", exception.Message);
        Assert.DoesNotContain("wrong~secret", exception.ToString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(bench.Options.AzureMl.Credential.SecretFile, bench.StandIn.Settings.ClientSecret + "\n");

        await WorksAsync(bench, CredentialKind.ClientSecret);
    }

    [ToolFact]
    public async Task ClientSecret_FileGoneOrEmpty_IsUnavailable()
    {
        await using var bench = await StartAsync(new StandInSettings());
        await File.WriteAllTextAsync(bench.Options.AzureMl.Credential.SecretFile, " ");
        await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync);
        File.Delete(bench.Options.AzureMl.Credential.SecretFile);
        await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync);
    }

    [ToolFact]
    public async Task Certificate_SignsIn()
    {
        await using var bench = await StartAsync(new StandInSettings { Certificate = azurite.Certificate.Certificate });
        var file = Path.Combine(folder.Elsewhere, "application.pem");
        await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(azurite.Certificate.PemFile) + "\n" + await File.ReadAllTextAsync(azurite.Certificate.KeyFile));
        bench.Options.AzureMl.Credential.Kind = CredentialKind.Certificate;
        bench.Options.AzureMl.Credential.CertificateFile = file;

        await WorksAsync(bench, CredentialKind.Certificate);
    }

    [ToolFact]
    public async Task WorkloadIdentity_SignsInWithTheProjectedToken()
    {
        await using var bench = await StartAsync(new StandInSettings { FederatedToken = "projected.service-account.token" });

        await WorksAsync(bench, CredentialKind.WorkloadIdentity);
    }

    [ToolFact]
    public async Task ManagedIdentity_AsksTheHost()
    {
        await using var bench = await StartAsync(new StandInSettings());
        await using var host = await ForeignHost.StartAsync(null, context => context.Response.WriteAsJsonAsync(new
        {
            access_token = bench.StandIn.IssueToken("https://management.azure.com"),
            expires_on = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            resource = "https://management.azure.com",
            token_type = "Bearer",
        }));
        using var endpoint = new EnvironmentValue("IDENTITY_ENDPOINT", host.Address + "/msi/token");
        using var header = new EnvironmentValue("IDENTITY_HEADER", "host-secret");
        bench.Options.AzureMl.Credential.Kind = CredentialKind.ManagedIdentity;

        await WorksAsync(bench, CredentialKind.ManagedIdentity);

        Assert.Contains("client_id=12345678-0000-0000-0000-000000000001", Assert.Single(host.Asked), StringComparison.Ordinal);
    }

    [ToolFact]
    public async Task AzureCli_AsksTheProgram()
    {
        await using var bench = await StartAsync(new StandInSettings());
        var program = Path.Combine(folder.Elsewhere, "az");
        var ends = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        await File.WriteAllTextAsync(program, $$"""
            #!/bin/sh
            echo '{"accessToken":"{{bench.StandIn.IssueToken("https://management.azure.com")}}","expires_on":{{ends}},"tokenType":"Bearer"}'
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var path = new EnvironmentValue("PATH", $"{folder.Elsewhere}:{Environment.GetEnvironmentVariable("PATH")}");
        bench.Options.AzureMl.Credential.Kind = CredentialKind.AzureCli;

        await WorksAsync(bench, CredentialKind.AzureCli);
    }

    private async Task<AzureBench> StartAsync(StandInSettings settings)
    {
        var bench = await AzureBench.StartAsync(azurite, settings);
        await bench.PublishAsync("iris", "1", ("model.onnx", [1, 2, 3]));
        return bench;
    }

    private static async Task WorksAsync(AzureBench bench, CredentialKind kind)
    {
        Assert.Equal("iris", Assert.Single((await bench.ListAsync()).Models).Name);
        Assert.Contains($"Models come from the Azure ML Registry acme-models; signing in by {kind}", bench.Log.All);
    }

    private sealed class EnvironmentValue : IDisposable
    {
        private readonly string name;
        private readonly string? before;

        public EnvironmentValue(string name, string value)
        {
            this.name = name;
            before = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(name, before);
    }
}
