using FedMl.Features.Caching;
using FedMl.Features.Duckdb;
using FedMl.Features.Scans;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace FedMl.Features.Tests.Scans;

public sealed class StreamLimitsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Take_MoreStreamsThanMayRun_IsOverloadedUntilOneEnds()
    {
        using var turns = new StreamTurns(Options.Create(new ScanOptions { MaxStreams = 2 }));
        using var first = turns.Take();
        var second = turns.Take();
        Assert.Equal(ErrorReason.Overloaded, Assert.Throws<ServiceException>(turns.Take).Reason);

        second.Dispose();
        using var third = turns.Take();
    }

    [Fact]
    public async Task WriteAsync_CallerTakesNothing_EndsWhenItsTimeIsOver()
    {
        var time = new FakeTimeProvider();
        var stream = new PatientStream<string>(new DeafCaller(), TimeSpan.FromSeconds(10), time);
        var write = stream.WriteAsync("x", default);
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(write.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(ErrorReason.DeadlineExceeded, (await Assert.ThrowsAsync<ServiceException>(() => write)).Reason);
    }

    [Fact]
    public async Task Read_ViewWhoseSourceCannotBeScanned_SaysSo()
    {
        folder.Write("data/S/A.csv", "id,x\n1,5\n");
        folder.Write("views/v.yaml", "name: v\nsource: { space: S, asset: A }\nentity: [ { key: id, type: string } ]\nfeatures: [ { name: x, type: int64 } ]");
        var options = Options.Create(new FeaturesOptions { Data = folder.PathOf("data"), FeatureViews = folder.PathOf("views") });
        using var source = new DuckDbSource(options);
        var metrics = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        using var cache = new RowCache(options, new CacheMetrics(metrics), TimeProvider.System);
        var catalog = new FeatureViewCatalog(
            new FeatureViewFolder(options), new KeysOnly(source), cache, new FeaturesMetrics(metrics), NullLogger<FeatureViewCatalog>.Instance);
        await catalog.RefreshAsync(TimeSpan.FromMinutes(1), default);

        var reading = new ScanReading(catalog, options.Value, new ScanOptions());
        Assert.Equal(ErrorReason.NotSupported, Assert.Throws<ServiceException>(() => reading.Read(new ScanFeaturesRequest { FeatureView = "v" }, DateTimeOffset.UnixEpoch)).Reason);
    }

    [Fact]
    public async Task ScanAsync_RowsAreSwappedMeanwhile_ReadsTheOldOnesToTheirEnd()
    {
        folder.Write("S/A.csv", "id,x\n1,a\n2,a\n3,a\n");
        using var source = new DuckDbSource(Options.Create(new FeaturesOptions { Data = folder.Path, MaxRowsInMemory = 0 }));
        using var reader = source.Open(new RowPlan(new AssetReference("S", "A"), [new("id", ValueType.Int64)], [new("x", ValueType.String)], null));
        await reader.RefreshAsync(default);
        List<string> read = [];
        await foreach (var batch in ((IRowScanner)reader).ScanAsync(new ScanRequest([0], DateTimeOffset.UnixEpoch, null, null, 1, 1000), default))
        {
            folder.Write("S/A.csv", $"id,x\n1,b{read.Count}\n");
            await reader.RefreshAsync(default);
            await reader.RefreshAsync(default);
            read.AddRange(Enumerable.Range(0, batch.Count).Select(row => ((FedMl.Features.Columns.ColumnValues<string>)batch.Columns[0])[row]));
        }

        Assert.Equal(["a", "a", "a"], read);
    }

    private sealed class DeafCaller : IServerStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => new TaskCompletionSource().Task;
    }

    private sealed class KeysOnly(IBusinessDataSource source) : IBusinessDataSource
    {
        public string Name => source.Name;

        public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

        public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

        public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) => source.DescribeAssetAsync(asset, cancellationToken);

        public IRowReader Open(RowPlan plan) => new Reader(source.Open(plan));

        private sealed class Reader(IRowReader reader) : IRowReader
        {
            public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => reader.RefreshAsync(cancellationToken);

            public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) => reader.ReadAsync(request, cancellationToken);

            public void Dispose() => reader.Dispose();
        }
    }
}
