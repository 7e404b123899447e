using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests.Scans;

public sealed class InMemoryScansTests() : FeatureScansTests("1000");

public sealed class QueriedScansTests() : FeatureScansTests("0");

public abstract class FeatureScansTests(string rowsInMemory) : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .Data("S", "CUSTOMERS.csv", "id,age,rate,born,seen\nb,2,0.10,2000-01-01,2024-01-01T00:00:00Z\na,1,,1999-12-31,2024-02-29T12:00:00.5Z\n,9,9,,\nc,,3.5,,\nb,5,1,,\n")
        .Data("S", "PRICES.csv", "sku,plant,at,price\n1,20,2024-01-01T00:00:00Z,9\n1,10,2024-01-01T00:00:00Z,1.5\n1,10,2024-06-01T00:00:00Z,2.5\n2,10,2024-05-20T00:00:00Z,4\n")
        .View("customers.yaml", """
            name: customers
            source: { space: S, asset: CUSTOMERS }
            entity: [ { key: id, type: string } ]
            features:
              - { name: age, type: int64, unit: years }
              - { name: rate, type: decimal }
              - { name: born, type: date }
              - { name: seen, type: timestamp }
            """)
        .View("prices.yaml", """
            name: prices
            source: { space: S, asset: PRICES }
            entity: [ { key: sku, type: int64 }, { key: plant, type: int64 } ]
            eventTime: at
            timeToLive: 30d
            features: [ { name: price, type: double } ]
            """)
        .StartAsync("--Features:MaxRowsInMemory", rowsInMemory, "--Scans:MaxPartitions", "4", "--Scans:MaxBatchRows", "5", "--Scans:MaxStreams", "2");

    public async Task DisposeAsync() => await features.DisposeAsync();

    [Fact]
    public async Task Scan_WholeView_IsOneRowForEachKeyInOrder()
    {
        var (columns, end) = await ScanAsync(new ScanFeaturesRequest { FeatureView = "customers" });

        var batch = Assert.Single(columns);
        Assert.Equal(["a", "b", "c"], batch.EntityKeys.Single().Strings.Values);
        Assert.Equal(["customers:age", "customers:rate", "customers:born", "customers:seen"], batch.Features.Select(f => f.Name));
        Assert.Equal([1L, 0, 0], batch.Features[0].Int64S.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.KeyAmbiguous, ValueStatus.Null], batch.Features[0].Statuses);
        Assert.Equal(["", "", "3.5"], batch.Features[1].Decimals.Values);
        Assert.Equal(new ScanEnd { Rows = 3, AmbiguousKeys = 1, NullKeys = 1 }, end);
    }

    [Fact]
    public async Task Scan_SomeFeaturesAsOf_AreInTheOrderAskedAndAsTheyWere()
    {
        var request = new ScanFeaturesRequest { FeatureView = "prices", Features = { "price", "price" }, AsOf = At(2024, 5, 30) };

        var batch = Assert.Single((await ScanAsync(request)).Columns);

        Assert.Equal(["sku", "plant"], batch.EntityKeys.Select(k => k.Name));
        Assert.Equal([10L, 20, 10], batch.EntityKeys[1].Int64S.Values);
        Assert.Equal([1.5, 9, 4], batch.Features[1].Doubles.Values);
        Assert.Equal([ValueStatus.Stale, ValueStatus.Stale, ValueStatus.Present], batch.Features[0].Statuses);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Scan_TakenUpAfterEachKey_LosesAndDoublesNothing(int batchRows)
    {
        List<(long, long)> keys = [];
        var request = new ScanFeaturesRequest { FeatureView = "prices", BatchRows = batchRows };
        while (true)
        {
            using var call = features.History.ScanFeatures(request);
            Assert.True(await call.ResponseStream.MoveNext());
            if (call.ResponseStream.Current.Columns is not { } batch)
            {
                break;
            }

            var (skus, plants) = (batch.EntityKeys[0].Int64S.Values, batch.EntityKeys[1].Int64S.Values);
            keys.AddRange(skus.Zip(plants));
            request.After.Clear();
            request.After.Add([Longs("plant", plants[^1]), Longs("sku", skus[^1])]);
        }

        Assert.Equal([(1, 10), (1, 20), (2, 10)], keys);
    }

    [Fact]
    public async Task Scan_Partitions_AreTheWhole()
    {
        List<string> keys = [];
        for (var i = 0; i < 4; i++)
        {
            var part = await ScanAsync(new ScanFeaturesRequest { FeatureView = "customers", Partition = new Partition { Index = i, Count = 4 } });
            keys.AddRange(part.Columns.SelectMany(batch => batch.EntityKeys[0].Strings.Values));
            Assert.Equal(1, part.End.NullKeys);
        }

        Assert.Equal(["a", "b", "c"], keys.Order());
    }

    [Fact]
    public async Task Scan_ManyFaults_NamesThemAll()
    {
        var error = await FailsAsync(new ScanFeaturesRequest
        {
            FeatureView = "prices",
            Features = { "cost", "price" },
            AsOf = At(9000, 1, 1),
            After = { Texts("sku", "1"), Longs("other", 1), Longs("plant", 1, 2) },
            Partition = new Partition { Index = 4, Count = 4 },
            BatchRows = 6,
            Format = (BatchFormat)7,
        });

        Assert.Equal(ErrorReason.InvalidRequest, error.Reason);
        Assert.Equal(["features[0]", "as_of", "after", "after", "after", "partition.index", "batch_rows", "format"], error.Faults.Select(f => f.Field));
    }

    [Theory]
    [InlineData("nothing", ErrorReason.FeatureViewNotFound)]
    [InlineData("", ErrorReason.InvalidRequest)]
    [InlineData("customers\"; DROP TABLE x --", ErrorReason.InvalidRequest)]
    public async Task Scan_UnknownView_IsRefused(string view, ErrorReason reason) =>
        Assert.Equal(reason, (await FailsAsync(new ScanFeaturesRequest { FeatureView = view })).Reason);

    [Fact]
    public async Task Scan_LimitsOfPartitionsAndBatches_AreWhereTheyAreSaidToBe()
    {
        await ScanAsync(new ScanFeaturesRequest { FeatureView = "customers", BatchRows = 5, Partition = new Partition { Index = 3, Count = 4 } });
        foreach (var partition in new[] { new Partition { Index = 0, Count = 5 }, new Partition { Index = 0, Count = 0 }, new Partition { Index = -1, Count = 2 } })
        {
            Assert.Equal(ErrorReason.InvalidRequest, (await FailsAsync(new ScanFeaturesRequest { FeatureView = "customers", Partition = partition })).Reason);
        }

        Assert.Equal(ErrorReason.InvalidRequest, (await FailsAsync(new ScanFeaturesRequest { FeatureView = "customers", BatchRows = -1 })).Reason);
        Assert.Equal(ErrorReason.InvalidRequest, (await FailsAsync(new ScanFeaturesRequest { FeatureView = "customers", AsOf = At(2024, 1, 1) })).Reason);
    }

    private static Timestamp At(int year, int month, int day) => Timestamp.FromDateTime(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc));

    private async Task<(List<ColumnBatch> Columns, ScanEnd End)> ScanAsync(ScanFeaturesRequest request)
    {
        using var call = features.History.ScanFeatures(request);
        List<ColumnBatch> columns = [];
        ScanEnd? end = null;
        while (await call.ResponseStream.MoveNext())
        {
            Assert.Null(end);
            end = call.ResponseStream.Current.End;
            columns.AddRange(call.ResponseStream.Current.Columns is { } batch ? [batch] : []);
        }

        return (columns, Assert.IsType<ScanEnd>(end));
    }

    private async Task<ServiceException> FailsAsync(ScanFeaturesRequest request) =>
        RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(() => ScanAsync(request)), "Features");
}
