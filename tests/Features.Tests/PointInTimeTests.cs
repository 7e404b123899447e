using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests;

public sealed class PointInTimeTests : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .Data("S", "PRICES.csv", "sku,from,to,price\n1,2024-01-01,2024-06-30,1.5\n1,2024-07-01,,2.5\n2,2024-01-01,2024-12-31,9\n2,2024-06-01,2024-12-31,8\n")
        .Data("S", "STOCK.csv", "sku,at,count\n1,2024-01-01T00:00:00Z,10\n1,2024-03-01T12:00:00Z,20\n1,2024-03-02T00:00:00Z,30\n")
        .Data("S", "PLAIN.csv", "sku,x\n1,1\n")
        .View("prices.yaml", """
            name: prices
            source: { space: S, asset: PRICES }
            entity: [ { key: sku, type: int64 } ]
            validFrom: from
            validTo: to
            features: [ { name: price, type: decimal }, { name: twice, type: decimal, expression: "cast(price as decimal(9, 2)) * 2" } ]
            """)
        .View("stock.yaml", """
            name: stock
            source: { space: S, asset: STOCK }
            entity: [ { key: sku, type: int64 } ]
            eventTime: at
            timeToLive: 1d
            features: [ { name: count, type: int64 } ]
            """)
        .View("plain.yaml", """
            name: plain
            source: { space: S, asset: PLAIN }
            entity: [ { key: sku, type: int64 } ]
            features: [ { name: x, type: int64 } ]
            """)
        .StartAsync("--Features:MaxPointsInTime", "3");

    public async Task DisposeAsync() => await features.DisposeAsync();

    [Fact]
    public async Task Get_EachRowAsOfItsTime_SeesNothingLaterAndTellsItsAge()
    {
        var request = Ask(["stock:count"], Longs("sku", 1, 1, 1, 2, 1, 1));
        request.RowAsOf.Add([At("2024-03-02T12:00:00"), At("2024-03-01T12:00:00"), At("2024-03-01T11:59:59"), At("2024-03-01T12:00:00"), At("2024-03-01T12:00:00"), At("2024-03-01T12:00:00")]);

        var answer = (await features.Client.GetOnlineFeaturesAsync(request)).Columns[0];

        Assert.Equal([30L, 20, 10, 0, 20, 20], answer.Int64S.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.Stale, ValueStatus.NotFound, ValueStatus.Present, ValueStatus.Present], answer.Statuses);
    }

    [Fact]
    public async Task Get_AgeOfExactlyTheTimeToLive_IsNotStale()
    {
        var request = Ask(["stock:count"], Longs("sku", 1, 1));
        request.RowAsOf.Add([At("2024-03-03T00:00:00"), new Timestamp { Seconds = At("2024-03-03T00:00:00").Seconds, Nanos = 1000 }]);

        Assert.Equal([ValueStatus.Present, ValueStatus.Stale], (await features.Client.GetOnlineFeaturesAsync(request)).Columns[0].Statuses);
    }

    [Fact]
    public async Task Get_RowTimesOfNoView_TellThatThereIsNoView()
    {
        var request = Ask(["none:count"], Longs("sku", 1));
        request.RowAsOf.Add(At("2024-03-02T12:00:00"));

        var error = await features.FailsAsync(request);

        Assert.Equal((ErrorReason.FeatureViewNotFound, "features[0]"), (error.Reason, Assert.Single(error.Faults).Field));
    }

    [Fact]
    public async Task Get_ValidityOfSeveralViews_IsThatOfEachRow()
    {
        var request = Ask(["prices:price", "stock:count", "prices:twice"], Longs("sku", 1, 1, 2));
        request.AsOf = At("2024-01-01T00:00:00");
        request.RowAsOf.Add([At("2024-06-30T23:59:59"), At("2024-07-01T00:00:00"), At("2024-06-01T00:00:00")]);

        var answer = (await features.Client.GetOnlineFeaturesAsync(request)).Columns;

        Assert.Equal(["1.5", "2.5", ""], answer[0].Decimals.Values);
        Assert.Equal(["3.00", "5.00", ""], answer[2].Decimals.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.KeyAmbiguous], answer[0].Statuses);
        Assert.Equal([ValueStatus.Stale, ValueStatus.Stale, ValueStatus.NotFound], answer[1].Statuses);
    }

    [Fact]
    public async Task Get_AsOfOfTheRequest_IsThatOfAllRows()
    {
        var request = Ask(["prices:price"], Longs("sku", 1, 2));
        request.AsOf = At("2024-05-31T00:00:00");

        Assert.Equal(["1.5", "9"], (await features.Client.GetOnlineFeaturesAsync(request)).Columns[0].Decimals.Values);
    }

    [Fact]
    public async Task Get_PartOfTheKeyIsWrong_OnlyItsRowIsInvalid()
    {
        var keys = Longs("sku", 1, 1);
        keys.Statuses.AddRange([ValueStatus.Null, ValueStatus.Present]);
        var request = Ask(["prices:price"], keys);
        request.RowAsOf.Add([At("2024-05-31T00:00:00"), At("2024-08-01T00:00:00")]);

        Assert.Equal([ValueStatus.KeyInvalid, ValueStatus.Present], (await features.Client.GetOnlineFeaturesAsync(request)).Columns[0].Statuses);
    }

    [Fact]
    public async Task Get_PointsInTime_AreLimited()
    {
        var request = Ask(["stock:count"], Longs("sku", 1, 1, 1, 1));
        request.RowAsOf.Add([At("2024-03-01T00:00:00"), At("2024-03-02T00:00:00"), At("2024-03-03T00:00:00"), At("2024-03-03T00:00:00")]);
        Assert.Equal([10L, 30, 30, 30], (await features.Client.GetOnlineFeaturesAsync(request)).Columns[0].Int64S.Values);

        request.RowAsOf[3] = At("2024-03-04T00:00:00");
        var error = await features.FailsAsync(request);
        Assert.Equal((ErrorReason.InvalidRequest, "row_as_of: names 4 different points in time; at most 3"), (error.Reason, $"{error.Faults.Single().Field}: {error.Faults.Single().Description}"));
    }

    [Fact]
    public async Task Get_RowTimesThatCannotBe_AreRefused()
    {
        var request = Ask(["stock:count", "plain:x"], Longs("sku", 1, 1));
        request.RowAsOf.Add(At("2024-03-01T00:00:00"));
        Assert.Equal(
            ["row_as_of: feature view plain has neither an event time nor a validity", "row_as_of: has 1 rows, the entity keys 2"],
            (await features.FailsAsync(request)).Faults.Select(fault => $"{fault.Field}: {fault.Description}"));

        request = Ask(["stock:count"], Longs("sku", 1, 1));
        request.RowAsOf.Add([At("2024-03-01T00:00:00"), At("9000-01-01T00:00:00")]);
        Assert.Equal("row_as_of[1]", (await features.FailsAsync(request)).Faults.Single().Field);

        request.RowAsOf[1] = new Timestamp { Seconds = long.MinValue };
        Assert.Equal("row_as_of[1]", (await features.FailsAsync(request)).Faults.Single().Field);
    }

    private static Timestamp At(string time) => Timestamp.FromDateTime(DateTime.SpecifyKind(DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc));
}
