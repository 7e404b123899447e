using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Neighbours;
using FedMl.ServiceDefaults.SignIn;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>One of our services calls another: on its own behalf, or on that of who called it.</summary>
public sealed class NeighbourTests : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly SigningKey key = new("key-1");
    private readonly BindingsOfTest bindings = new();
    private readonly string file = Path.GetTempFileName();
    private StandInIssuer issuer = null!;
    private Caller? seen;
    private Metadata? headers;

    public async Task InitializeAsync()
    {
        issuer = await StandInIssuer.StartAsync(key);
        bindings.WithXsuaa(issuer.Domain);
        await File.WriteAllTextAsync(file, Secret + "\n" + new string('x', 32) + "\n");
    }

    public async Task DisposeAsync()
    {
        await issuer.DisposeAsync();
        bindings.Dispose();
        File.Delete(file);
    }

    [Theory]
    [InlineData(Secret, true)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", true)]
    [InlineData("0123456789abcdef0123456789abcdeF", false)]
    [InlineData("0123456789abcdef0123456789abcde", false)]
    [InlineData("0123456789abcdef0123456789abcdef0", false)]
    [InlineData("", false)]
    public async Task Secret_OfTheFile_IsTakenInsteadOfAToken(string shown, bool taken)
    {
        await using var host = await RoomAsync();

        var refused = await SignInHost.CallAsync(host, new Metadata { { "fedml-neighbour-token", shown } });

        Assert.Equal(taken, refused is null);
        Assert.Equal(taken ? "" : null, seen?.Tenant);
    }

    [Fact]
    public async Task Secret_WithAWrongToken_DoesNotHelp()
    {
        await using var host = await RoomAsync();

        Assert.NotNull(await SignInHost.CallAsync(host, new Metadata { { "fedml-neighbour-token", Secret }, { "authorization", "Bearer a.b.c" } }));
    }

    [Fact]
    public async Task Secret_OfDapr_IsTaken()
    {
        await using var host = await RoomAsync("--APP_API_TOKEN", Secret + "dapr");

        Assert.Null(await SignInHost.CallAsync(host, new Metadata { { "dapr-api-token", Secret + "dapr" } }));
        Assert.NotNull(await SignInHost.CallAsync(host, new Metadata { { "dapr-api-token", Secret }, { "dapr-caller-app-id", "gateway" } }));
    }

    [Fact]
    public async Task Call_OnBehalfOfACaller_CarriesTheCallerAndWhatTheNeighbourMay()
    {
        await using var room = await RoomAsync();
        await using var before = await BeforeAsync(room);
        var claims = SignInHost.XsuaaOf(issuer);
        claims["user_id"] = "u-7";
        claims["scope"] = new[] { "fedml!t1.fedml.features.read" };

        Assert.Null(await SignInHost.CallAsync(before, new Metadata { { "authorization", "Bearer " + key.Sign(claims) } }));

        Assert.Equal((SignInHost.Tenant, "u-7"), (seen!.Tenant, seen.User));
        Assert.True(seen.Rights.Allows(Protos.Auth.V1.Right.Score));
        Assert.False(seen.Rights.Allows(Protos.Auth.V1.Right.ModelsManage));
        Assert.Equal(Secret, headers!.GetValue("fedml-neighbour-token"));
    }

    [Fact]
    public async Task Call_OnBehalfOfACaller_WithoutASecret_HasTheCallersRightsOnly()
    {
        await using var room = await RoomAsync();
        await using var before = await BeforeAsync(room, "--Auth:NeighbourTokenFile", "");
        var claims = SignInHost.XsuaaOf(issuer);

        Assert.Null(await SignInHost.CallAsync(before, new Metadata { { "authorization", "Bearer " + key.Sign(claims) } }));

        Assert.False(seen!.Rights.Allows(Protos.Auth.V1.Right.Score));
        Assert.Null(headers!.GetValue("fedml-neighbour-token"));
    }

    private Task<TestHost> RoomAsync(params string[] args) => TestHost.StartAsync(
        new ScriptedService((_, context) =>
        {
            seen = context.GetHttpContext().GetCaller();
            headers = context.RequestHeaders;
            return Task.FromResult(new ListSpacesResponse());
        }),
        [.. SignInHost.ArgsFor(issuer, bindings), "--Auth:NeighbourTokenFile", file, .. args]);

    // A host whose call makes a call of the room.
    private Task<TestHost> BeforeAsync(TestHost room, params string[] args) => TestHost.StartAsync(
        new ScriptedService(async (request, context) =>
            await context.GetHttpContext().RequestServices.GetRequiredService<FeaturesService.FeaturesServiceClient>().ListSpacesAsync(request)),
        builder => builder.AddNeighbour<FeaturesService.FeaturesServiceClient>("Room"),
        [.. SignInHost.ArgsFor(issuer, bindings), "--Auth:NeighbourTokenFile", file, "--Neighbours:Room:Address", room.Grpc.ToString(), .. args]);
}
