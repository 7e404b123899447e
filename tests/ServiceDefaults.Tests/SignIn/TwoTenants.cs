using Grpc.Core;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>Two tenants of one issuer, and what a host needs to let them in.</summary>
internal sealed class TwoTenants : IAsyncDisposable
{
    public const string One = "11111111-1111-4111-8111-111111111111";
    public const string Other = "22222222-2222-4222-8222-222222222222";

    private static readonly SigningKey Key = new("key-1");

    private readonly BindingsOfTest bindings = new();
    private readonly StandInIssuer issuer;

    private TwoTenants(StandInIssuer issuer)
    {
        this.issuer = issuer;
        bindings.WithXsuaa(issuer.Domain);
    }

    /// <summary>Options of a host that lets them in.</summary>
    public string[] Args => ["--Auth:Mode", "Token", "--Auth:BindingsFolder", bindings.Folder, "--Auth:AuthorityFile", issuer.AuthorityFile];

    public static async Task<TwoTenants> StartAsync() => new(await StandInIssuer.StartAsync(Key));

    /// <summary>Headers of a caller of a tenant, with rights to score and read, in groups.</summary>
    public Metadata Headers(string tenant, params string[] groups) => new() { { "authorization", Authorization(tenant, groups) } };

    public string Authorization(string tenant, params string[] groups) => "Bearer " + Key.Sign(new Dictionary<string, object?>
    {
        ["iss"] = $"https://{issuer.Domain}/oauth/token",
        ["zid"] = tenant,
        ["aud"] = "fedml!t1",
        ["azp"] = "sb-caller!t2",
        ["groups"] = groups,
        ["scope"] = new[] { "fedml!t1.fedml.score", "fedml!t1.fedml.models.read", "fedml!t1.fedml.features.read" },
        ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds(),
    });

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        bindings.Dispose();
    }
}
