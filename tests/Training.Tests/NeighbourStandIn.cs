using FedMl.Protos.Features.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Training;

/// <summary>A real server in the place of the services that Training calls.</summary>
internal sealed class NeighbourStandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private NeighbourStandIn(WebApplication app, FeatureRows rows, RegistryState registry) => (this.app, Rows, Registry) = (app, rows, registry);

    public FeatureRows Rows { get; }

    public RegistryState Registry { get; }

    public string[] Settings => [.. new[] { "Features", "Models", "Scoring" }.Select(name => $"--Neighbours:{name}:Address={app.Urls.Single()}")];

    public static async Task<NeighbourStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        var rows = new FeatureRows();
        var registry = new RegistryState();
        builder.Services.AddSingleton(rows);
        builder.Services.AddSingleton(registry);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.MapGrpcService<ScanStandIn>();
        app.MapGrpcService<ViewsStandIn>();
        app.MapGrpcService<RegistrationStandIn>();
        app.MapGrpcService<ModelsStandIn>();
        app.MapGrpcService<SteeringStandIn>();
        app.MapGrpcService<ScoringStandIn>();
        await app.StartAsync();
        return new NeighbourStandIn(app, rows, registry);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>What the view <c>view</c> has: keys <c>k0</c> to <c>k9</c>, values 0 to 9, a text that needs quotes.</summary>
internal sealed class FeatureRows
{
    /// <summary>Scans that fail before one works.</summary>
    public int Failures { get; set; }

    public StatusCode Failure { get; set; } = StatusCode.Unavailable;

    public List<ScanFeaturesRequest> Scans { get; } = [];

    public static ColumnBatch Batch(Partition? partition)
    {
        int[] rows = [.. Enumerable.Range(0, 10).Where(row => partition is null || row % partition.Count == partition.Index)];
        return new ColumnBatch
        {
            EntityKeys = { new Column { Name = "id", Strings = new Strings { Values = { rows.Select(row => $"k{row}") } } } },
            Features =
            {
                new Column
                {
                    Name = "view:value",
                    Doubles = new Doubles { Values = { rows.Select(row => row + 0.1) } },
                    Statuses = { rows.Select(row => row == 3 ? ValueStatus.Null : ValueStatus.Present) },
                },
                new Column { Name = "view:text", Strings = new Strings { Values = { rows.Select(row => row == 1 ? "a \"b\", c" : "plain") } } },
            },
        };
    }
}

internal sealed class ScanStandIn(FeatureRows rows) : HistoricalFeaturesService.HistoricalFeaturesServiceBase
{
    public override async Task ScanFeatures(ScanFeaturesRequest request, IServerStreamWriter<ScanFeaturesResponse> responseStream, ServerCallContext context)
    {
        lock (rows.Scans)
        {
            rows.Scans.Add(request);
            if (rows.Failures-- > 0)
            {
                throw new RpcException(new Status(rows.Failure, "not now"));
            }
        }

        if (request.Format == BatchFormat.Arrow)
        {
            await responseStream.WriteAsync(new ScanFeaturesResponse { Arrow = Google.Protobuf.ByteString.CopyFromUtf8("ARROW") });
            await responseStream.WriteAsync(new ScanFeaturesResponse { End = new ScanEnd { Rows = 10 } });
            return;
        }

        var batch = FeatureRows.Batch(request.Partition);
        await responseStream.WriteAsync(new ScanFeaturesResponse { Columns = batch });
        await responseStream.WriteAsync(new ScanFeaturesResponse { End = new ScanEnd { Rows = batch.EntityKeys[0].Strings.Values.Count } });
    }
}

internal sealed class ViewsStandIn : FeaturesService.FeaturesServiceBase
{
    public override Task<ListFeatureViewsResponse> ListFeatureViews(ListFeatureViewsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListFeatureViewsResponse { FeatureViews = { new FeatureView { Name = "view" } } });
}
