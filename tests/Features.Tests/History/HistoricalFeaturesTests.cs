using Apache.Arrow;
using Apache.Arrow.Ipc;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static FedMl.Features.Tests.RunningFeatures;
using Column = FedMl.Protos.Features.V1.Column;

namespace FedMl.Features.Tests.History;

public sealed class HistoryInMemoryTests() : HistoricalFeaturesTests("1000");

public sealed class HistoryQueriedTests() : HistoricalFeaturesTests("0");

public abstract class HistoricalFeaturesTests(string rowsInMemory) : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .Data("S", "PRICES.csv", "sku,plant,at,price,day\n1,10,2024-01-01T00:00:00Z,1.5,2024-01-01\n1,10,2024-06-01T00:00:00Z,2.5,\n2,10,2024-05-20T00:00:00Z,4,2024-05-20\n3,10,2024-05-20T00:00:00Z,5,\n3,10,2024-05-20T00:00:00Z,6,\n")
        .Data("S", "PLANTS.csv", "plant,at,city\n10,2020-01-01T00:00:00Z,Hamburg\n10,2024-05-25T00:00:00Z,Bremen\n")
        .Data("S", "CUSTOMERS.csv", "id,age\na,1\n")
        .View("prices.yaml", """
            name: prices
            source: { space: S, asset: PRICES }
            entity: [ { key: sku, type: int64 }, { key: plant, type: int64 } ]
            eventTime: at
            timeToLive: 30d
            features: [ { name: price, type: double }, { name: day, type: date } ]
            """)
        .View("plants.yaml", """
            name: plants
            source: { space: S, asset: PLANTS }
            entity: [ { key: plant, type: int64 } ]
            eventTime: at
            features: [ { name: city, type: string } ]
            """)
        .Data("S", "DELIVERIES.csv", "id,at,plant,customer\n1,2024-05-01T00:00:00Z,10,a\n1,2024-06-01T00:00:00Z,11,a\n2,2020-06-01T00:00:00Z,10,a\n")
        .View("deliveries.yaml", Deliveries("deliveries", "PLANTS", "plant", "int64", "plant", "city", "eventTime: at"))
        .View("leaky.yaml", Deliveries("leaky", "CUSTOMERS", "customer", "string", "id", "age", ""))
        .View("customers.yaml", """
            name: customers
            source: { space: S, asset: CUSTOMERS }
            entity: [ { key: id, type: string } ]
            features: [ { name: age, type: int64 } ]
            """)
        .StartAsync("--Features:MaxRowsInMemory", rowsInMemory, "--Features:MaxRows", "8", "--Scans:MaxBatchBytes", "1024");

    public async Task DisposeAsync() => await features.DisposeAsync();

    [Fact]
    public async Task Get_RowsOfManyTimes_AreJoinedWithWhatWasKnownAtEach()
    {
        var rows = Rows([1, 1, 2, 3, 1, 1], [10, 10, 10, 10, 99, 10], At(2024, 1, 15), At(2024, 6, 1), At(2024, 5, 19), At(2024, 5, 21), At(2024, 6, 1), At(2024, 5, 31));

        var (batches, end) = await GetAsync(Start("prices:price", "plants:city", "prices:day"), rows);

        var batch = Assert.Single(batches);
        Assert.Equal(6, end.Rows);
        Assert.Equal(["sku", "plant"], batch.EntityKeys.Select(key => key.Name));
        Assert.Equal([1L, 1, 2, 3, 1, 1], batch.EntityKeys[0].Int64S.Values);
        Assert.Equal(rows.Rows.Times.Values, batch.Times.Values);
        Assert.Equal(["prices:price", "plants:city", "prices:day"], batch.Features.Select(feature => feature.Name));
        Assert.Equal([1.5, 2.5, 0, 0, 0, 1.5], batch.Features[0].Doubles.Values);
        Assert.Equal(
            [ValueStatus.Present, ValueStatus.Present, ValueStatus.NotFound, ValueStatus.KeyAmbiguous, ValueStatus.NotFound, ValueStatus.Stale], batch.Features[0].Statuses);
        Assert.Equal(["Hamburg", "Bremen", "Hamburg", "Hamburg", "", "Bremen"], batch.Features[1].Strings.Values);
        Assert.Equal(ValueStatus.NotFound, batch.Features[1].Statuses[4]);
        Assert.Equal(["2024-01-01", "", "", "", "", "2024-01-01"], batch.Features[2].Dates.Values);
        Assert.Equal(ValueStatus.Null, batch.Features[2].Statuses[1]);
    }

    [Fact]
    public async Task Get_JoinedView_IsAsOfEachTimeInAllItsAssets()
    {
        var (batches, _) = await GetAsync(Start("deliveries:other"), Of([At(2024, 5, 24), At(2024, 5, 25), At(2024, 6, 1), At(2020, 5, 31), At(2021, 1, 1), At(2024, 5, 2)], Longs("id", 1, 1, 1, 2, 2, 1)));
        var feature = Assert.Single(batches).Features[0];
        Assert.Equal(["Hamburg", "Bremen", "", "", "Hamburg", "Hamburg"], feature.Strings.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.Null, ValueStatus.NotFound, ValueStatus.Present, ValueStatus.Present], feature.Statuses);
    }

    [Fact]
    public async Task Get_JoinThatTellsNoTime_IsRefused()
    {
        var error = await FailsAsync(Start("leaky:other"));
        Assert.Equal(ErrorReason.InvalidRequest, error.Reason);
        Assert.StartsWith("join joined of feature view leaky has neither", error.Faults.Single().Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ManyMessages_AreAnsweredOneAfterTheOther()
    {
        using var call = features.History.GetHistoricalFeatures();
        await call.RequestStream.WriteAsync(Start("plants:city"));
        for (var day = 20; day < 30; day++)
        {
            await call.RequestStream.WriteAsync(PlantRows([10], At(2024, 5, day)));
            Assert.True(await call.ResponseStream.MoveNext());
            var feature = Assert.Single(call.ResponseStream.Current.Columns.Features);
            Assert.Empty(feature.Statuses);
            Assert.Equal(day < 25 ? "Hamburg" : "Bremen", Assert.Single(feature.Strings.Values));
        }

        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(10, call.ResponseStream.Current.End.Rows);
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Get_Arrow_IsOneStreamWithTimesAndStatuses()
    {
        var start = Start("plants:city");
        start.Start.Format = BatchFormat.Arrow;
        using var reader = new ArrowStreamReader(await BytesAsync(start, PlantRows([10, 10], At(2019, 1, 1), At(2021, 1, 1)), PlantRows([10], At(2024, 6, 1))));
        using var first = await reader.ReadNextRecordBatchAsync();
        using var second = await reader.ReadNextRecordBatchAsync();

        Assert.Null(await reader.ReadNextRecordBatchAsync());
        Assert.Equal(["plant", "@time", "plants:city", "plants:@status"], reader.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero), ((TimestampArray)first.Column(1)).GetTimestamp(1));
        Assert.True(first.Column(2).IsNull(0));
        Assert.Equal(["not_found", "present"], [((StringArray)first.Column(3)).GetString(0), ((StringArray)first.Column(3)).GetString(1)]);
        Assert.Equal("Bremen", ((StringArray)second.Column(2)).GetString(0));
    }

    [Fact]
    public async Task Get_KeyOfWrongRow_IsToldByItsStatus()
    {
        var rows = PlantRows([10, 0], At(2024, 6, 1), At(2024, 6, 1));
        rows.Rows.EntityKeys[0].Statuses.AddRange([ValueStatus.Present, ValueStatus.Null]);
        var (batches, _) = await GetAsync(Start("plants:city"), rows);
        Assert.Equal([ValueStatus.Present, ValueStatus.KeyInvalid], Assert.Single(batches).Features[0].Statuses);
    }

    [Fact]
    public async Task Get_LargeAnswer_ComesInBatchesAndInOrder()
    {
        DateTime[] times = [.. Enumerable.Range(1, 8).Select(day => At(2024, 1, day))];
        var rows = Rows([1, 1, 1, 1, 1, 1, 1, 1], [10, 10, 10, 10, 10, 10, 10, 10], times);
        var (batches, end) = await GetAsync(Start([.. Enumerable.Repeat("prices:price", 20)]), rows);
        Assert.True(batches.Count > 1);
        Assert.Equal(rows.Rows.Times.Values, batches.SelectMany(batch => batch.Times.Values));
        Assert.Equal(8, end.Rows);
    }

    [Fact]
    public async Task Get_NoRows_EndsWithNone() => Assert.Equal(0, (await GetAsync(Start("plants:city"))).End.Rows);

    [Fact]
    public async Task Get_MessageWithManyFaults_NamesThemAll()
    {
        var rows = Rows([1], [10], At(2024, 1, 1), At(9000, 1, 1));
        rows.Rows.Times.Values.Add(new Timestamp { Seconds = long.MaxValue });
        rows.Rows.EntityKeys[1] = Texts("plant", "10");
        rows.Rows.EntityKeys.Add(Longs("other", 1));
        var error = await FailsAsync(Start("prices:price"), Rows([1], [10], At(2024, 1, 1)), rows);
        Assert.Equal(ErrorReason.InvalidRequest, error.Reason);
        Assert.Equal(
            ["messages[2].entity_keys[1]", "messages[2].entity_keys[2]", "messages[2].times", "messages[2].times[2]", "messages[2].times[1]"], error.Faults.Select(fault => fault.Field));
    }

    [Fact]
    public async Task Get_ManyTimesInTheFuture_AreCounted()
    {
        var error = await FailsAsync(Start("plants:city"), PlantRows([1, 2, 3, 4, 5, 6, 7], [.. Enumerable.Repeat(At(9000, 1, 1), 7)]));
        Assert.Equal(6, error.Faults.Count);
        Assert.StartsWith("2 more rows", error.Faults[5].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_LimitOfRows_IsWhereItIsSaidToBe()
    {
        await GetAsync(Start("plants:city"), PlantRows([1, 2, 3, 4, 5, 6, 7, 8], [.. Enumerable.Repeat(At(2024, 1, 1), 8)]));
        Assert.Equal(ErrorReason.RowCountOutOfRange, (await FailsAsync(Start("plants:city"), PlantRows([1, 2, 3, 4, 5, 6, 7, 8, 9], [.. Enumerable.Repeat(At(2024, 1, 1), 9)]))).Reason);
        Assert.Equal(ErrorReason.RowCountOutOfRange, (await FailsAsync(Start("plants:city"), PlantRows([]))).Reason);
    }

    [Fact]
    public async Task Get_StartIsWrong_IsRefused()
    {
        Assert.Equal(ErrorReason.InvalidRequest, (await FailsAsync()).Reason);
        Assert.Equal(ErrorReason.InvalidRequest, (await FailsAsync(PlantRows([1], At(2024, 1, 1)))).Reason);
        Assert.Equal(ErrorReason.InvalidRequest, (await FailsAsync(Start("plants:city"), Start("plants:city"))).Reason);
        Assert.Equal(ErrorReason.FeatureViewNotFound, (await FailsAsync(Start("nothing:x"))).Reason);
        Assert.Equal(ErrorReason.FeatureNotFound, (await FailsAsync(Start("plants:x"))).Reason);
        var timeless = await FailsAsync(Start("customers:age", "plants:city"));
        Assert.Equal((ErrorReason.InvalidRequest, "features"), (timeless.Reason, timeless.Faults.Single().Field));
        var format = Start("plants:city", "plants:x");
        format.Start.Format = (BatchFormat)9;
        Assert.Equal(["features[1]", "format"], (await FailsAsync(format)).Faults.Select(fault => fault.Field));
    }

    private static string Deliveries(string name, string asset, string key, string type, string joinedKey, string column, string time) => $$"""
        name: {{name}}
        source: { space: S, asset: DELIVERIES }
        entity: [ { key: id, type: int64 } ]
        eventTime: at
        joins:
          - name: joined
            source: { space: S, asset: {{asset}} }
            on: [ { key: {{key}}, type: {{type}}, column: {{joinedKey}} } ]
            {{time}}
        features: [ { name: other, column: {{column}}, type: {{(column == "age" ? "int64" : "string")}}, join: joined } ]
        """;

    private static DateTime At(int year, int month, int day) => new(year, month, day, 0, 0, 0, DateTimeKind.Utc);

    private static GetHistoricalFeaturesRequest Start(params string[] references) => new() { Start = new HistoricalFeaturesStart { Features = { references } } };

    private static GetHistoricalFeaturesRequest Rows(long[] skus, long[] plants, params DateTime[] times) => Of(times, Longs("sku", skus), Longs("plant", plants));

    private static GetHistoricalFeaturesRequest PlantRows(long[] plants, params DateTime[] times) => Of(times, Longs("plant", plants));

    private static GetHistoricalFeaturesRequest Of(DateTime[] times, params Column[] keys) =>
        new() { Rows = new EntityRows { EntityKeys = { keys }, Times = new Timestamps { Values = { times.Select(Timestamp.FromDateTime) } } } };

    private async Task<List<GetHistoricalFeaturesResponse>> PartsAsync(params GetHistoricalFeaturesRequest[] messages)
    {
        using var call = features.History.GetHistoricalFeatures();
        var sending = Task.Run(async () =>
        {
            foreach (var message in messages)
            {
                await call.RequestStream.WriteAsync(message);
            }

            await call.RequestStream.CompleteAsync();
        });
        List<GetHistoricalFeaturesResponse> parts = [];
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            parts.Add(part);
        }

        await sending;
        return parts;
    }

    private async Task<(List<ColumnBatch> Batches, HistoricalFeaturesEnd End)> GetAsync(params GetHistoricalFeaturesRequest[] messages)
    {
        var parts = await PartsAsync(messages);
        return ([.. parts.SkipLast(1).Select(part => part.Columns)], Assert.IsType<HistoricalFeaturesEnd>(parts[^1].End));
    }

    private async Task<MemoryStream> BytesAsync(params GetHistoricalFeaturesRequest[] messages)
    {
        var bytes = new MemoryStream();
        foreach (var part in await PartsAsync(messages))
        {
            bytes.Write(part.Arrow.Span);
        }

        bytes.Position = 0;
        return bytes;
    }

    private async Task<ServiceException> FailsAsync(params GetHistoricalFeaturesRequest[] messages) =>
        RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(() => PartsAsync(messages)), "Features");
}
