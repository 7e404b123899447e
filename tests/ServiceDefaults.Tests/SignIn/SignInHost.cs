using FedMl.Protos.Features.V1;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using FedMl.ServiceDefaults.SignIn;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>A real host that trusts a stand-in issuer, as XSUAA, as Cloud Identity Services, and by options.</summary>
public sealed class SignInHost : IAsyncLifetime
{
    public const string Tenant = "6f1f5e0c-9d1b-4a0e-8a55-0c1a2b3c4d5e";

    private readonly BindingsOfTest bindings = new();

    internal SigningKey Key { get; } = new("key-1");

    internal StandInIssuer Issuer { get; private set; } = null!;

    internal TestHost Host { get; private set; } = null!;

    internal Caller? Seen { get; private set; }

    public async Task InitializeAsync()
    {
        Issuer = await StandInIssuer.StartAsync(Key);
        bindings.WithXsuaa(Issuer.Domain).WithIdentity(Issuer.Domain).WithXsuaa(Issuer.Domain, "broker", "sb-broker!b7");
        Host = await TestHost.StartAsync(
            new ScriptedService((_, context) =>
            {
                Seen = context.GetHttpContext().Features.Get<Caller>();
                return Task.FromResult(new ListSpacesResponse());
            }),
            [.. ArgsFor(Issuer, bindings)]);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Issuer.DisposeAsync();
        bindings.Dispose();
    }

    internal static string[] ArgsFor(StandInIssuer issuer, BindingsOfTest bindings) =>
        ["--Auth:Mode", "Token", "--Auth:BindingsFolder", bindings.Folder, "--Auth:AuthorityFile", issuer.AuthorityFile, "--Auth:Clients:a-client:0", "fedml.features.read", "--Auth:Groups:SCORERS:0", "fedml.score", "--Auth:Groups:ADMINS:0", "fedml.admin"];

    /// <summary>A good token of XSUAA.</summary>
    internal Dictionary<string, object?> Xsuaa() => XsuaaOf(Issuer);

    internal static Dictionary<string, object?> XsuaaOf(StandInIssuer issuer, string tenant = Tenant) => new()
    {
        ["iss"] = $"https://{issuer.Domain}/oauth/token",
        ["zid"] = tenant,
        ["aud"] = new[] { "fedml!t1", "openid" },
        ["azp"] = "sb-caller!t2",
        ["cid"] = "sb-caller!t2",
        ["scope"] = new[] { "openid", "fedml!t1.fedml.features.read" },
        ["iat"] = Seconds(-10),
        ["exp"] = Seconds(600),
    };

    /// <summary>A good token of SAP Cloud Identity Services.</summary>
    internal Dictionary<string, object?> Identity() => new()
    {
        ["iss"] = $"https://{Issuer.Domain}",
        ["app_tid"] = Tenant,
        ["aud"] = "5f3c",
        ["azp"] = "a-client",
        ["user_uuid"] = "u-1",
        ["exp"] = Seconds(600),
    };

    internal static long Seconds(double fromNow) => TimeProvider.System.GetUtcNow().AddSeconds(fromNow).ToUnixTimeSeconds();

    internal Task<RpcException?> CallAsync(string token) => CallAsync(Host, new Metadata { { "authorization", "Bearer " + token } });

    /// <summary>Null: the call was let in.</summary>
    internal static async Task<RpcException?> CallAsync(TestHost host, Metadata headers)
    {
        try
        {
            await host.Client.ListSpacesAsync(new ListSpacesRequest(), headers);
            return null;
        }
        catch (RpcException refused)
        {
            return refused;
        }
    }

    internal static string ReasonOf(RpcException refused) => refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason;

    internal static string[] FieldsOf(RpcException refused) => [.. refused.GetRpcStatus()!.GetDetail<BadRequest>()?.FieldViolations.Select(v => v.Field) ?? []];
}
