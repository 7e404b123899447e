using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.Neighbours;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Tests.Neighbours;

public sealed class NeighbourRegistrationTests
{
    [Fact]
    public async Task Call_Direct_SendsNoDaprHeaders()
    {
        var seen = await HeadersSeenAsync(new Metadata(), "--Neighbours:Features:Transport", "Direct");

        Assert.DoesNotContain(seen, h => h.StartsWith("dapr-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_OverDapr_NamesTheAppAndSendsTheTokenOnce()
    {
        // The caller's own metadata must not grow when it is used again, as it is in a retry loop.
        var headers = new Metadata { { "mine", "1" } };
        string[] args = ["--Neighbours:Features:Transport", "Dapr", "--Neighbours:Features:AppId", "features", "--DAPR_API_TOKEN", "token-1"];

        var seen = await HeadersSeenAsync(headers, args);

        Assert.Contains("dapr-app-id: features", seen);
        Assert.Contains("dapr-api-token: token-1", seen);
        Assert.DoesNotContain(seen, h => h.StartsWith("dapr-stream", StringComparison.Ordinal));
        Assert.Single(headers);
    }

    [Fact]
    public async Task Start_DaprWithoutAppId_IsRefused()
    {
        await using var app = Build("http://127.0.0.1:1", "--Neighbours:Features:Transport", "Dapr");

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains("Neighbours:Features:AppId", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> HeadersSeenAsync(Metadata headers, params string[] args)
    {
        List<string> seen = [];
        await using var host = await TestHost.StartAsync(new ScriptedService((_, context) =>
        {
            seen.AddRange(context.RequestHeaders.Where(h => !h.IsBinary).Select(h => $"{h.Key}: {h.Value}"));
            return Task.FromResult(new ListSpacesResponse());
        }));
        await using var app = Build(host.Grpc.ToString(), args);

        await app.Services.GetRequiredService<FeaturesService.FeaturesServiceClient>().ListSpacesAsync(new ListSpacesRequest(), headers);
        return seen;
    }

    private static WebApplication Build(string address, params string[] args)
    {
        var builder = ServiceHost.CreateBuilder(["--Neighbours:Features:Address", address, .. args], "test", l => l.GrpcPort = 0);
        builder.AddNeighbour<FeaturesService.FeaturesServiceClient>("Features");
        return builder.Build();
    }
}
