using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests;

public sealed class OnlineFeaturesTests : IAsyncLifetime
{
    private const string Customers = """"
        id,region,age,rate,active,born,note
        000123,EU,41,0.10000000000000000001,true,1980-02-29,"a, ""b"""
        123,US,,2.50,false,2001-01-01,
        00A,EU,7,-3,true,1999-12-31,plain
        """";

    private const string Prices = """
        sku,plant,at,price
        1,10,2024-01-01T00:00:00Z,1.5
        1,10,2024-06-01T00:00:00Z,2.5
        1,20,2024-01-01T00:00:00Z,9
        """;

    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .Data("SALES", "CUSTOMERS.csv", Customers)
        .Data("SALES", "PRICES.csv", Prices)
        .Data("SALES", "TWICE.csv", "id,x\na,1\na,2\nb,3\n")
        .View("customers.yaml", """
            name: customers
            source: { space: SALES, asset: CUSTOMERS }
            entity: [ { key: id, type: string } ]
            features:
              - { name: age, type: int64, unit: years }
              - { name: rate, type: decimal }
              - { name: rate_as_double, type: double, column: rate }
              - { name: active, type: bool }
              - { name: born, type: date }
              - { name: note, type: string }
              - { name: old, type: bool, expression: "age > 18" }
            """)
        .View("prices.yaml", """
            name: prices
            source: { space: SALES, asset: PRICES }
            entity: [ { key: sku, type: int64 }, { key: plant, type: int64 } ]
            eventTime: at
            timeToLive: 30d
            features:
              - { name: price, type: double }
            """)
        .View("twice.yaml", """
            name: twice
            source: { space: SALES, asset: TWICE }
            entity: [ { key: id, type: string } ]
            features:
              - { name: x, type: int64 }
            """)
        .View("numbers.yaml", """
            name: numbers
            source: { space: SALES, asset: PRICES }
            entity: [ { key: id, type: int64, column: plant } ]
            features:
              - { name: price, type: double }
            """)
        .StartAsync("--Features:MaxRows", "5", "--Features:MaxFeatures", "6", "--Features:MaxKeyLength", "50");

    public async Task DisposeAsync() => await features.DisposeAsync();

    [Fact]
    public async Task Get_TextKeys_KeepTheirZerosAndTheirOrder()
    {
        var answer = await features.Client.GetOnlineFeaturesAsync(Ask(["customers:note", "customers:age"], Texts("id", "00A", "123", "000123", "23", "00A")));

        Assert.Equal(["plain", "", "a, \"b\"", "", "plain"], answer.Columns[0].Strings.Values);
        Assert.Equal([7L, 0, 41, 0, 7], answer.Columns[1].Int64S.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Null, ValueStatus.Present, ValueStatus.NotFound, ValueStatus.Present], answer.Columns[1].Statuses);
    }

    [Fact]
    public async Task Get_EveryType_IsExact()
    {
        var answer = await features.Client.GetOnlineFeaturesAsync(
            Ask(["customers:rate", "customers:rate_as_double", "customers:active", "customers:born", "customers:old"], Texts("id", "000123")));

        Assert.Equal("0.10000000000000000001", answer.Columns[0].Decimals.Values.Single());
        Assert.Equal(0.1, answer.Columns[1].Doubles.Values.Single());
        Assert.True(answer.Columns[2].Bools.Values.Single());
        Assert.Equal("1980-02-29", answer.Columns[3].Dates.Values.Single());
        Assert.True(answer.Columns[4].Bools.Values.Single());
    }

    [Fact]
    public async Task Get_CompositeKeyAsOf_AnswersAsTheDataWere()
    {
        var request = Ask(["prices:price"], Longs("plant", 10, 20, 10), Longs("sku", 1, 1, 2));
        request.AsOf = Timestamp.FromDateTime(new DateTime(2024, 1, 15, 0, 0, 0, DateTimeKind.Utc));

        var answer = await features.Client.GetOnlineFeaturesAsync(request);

        Assert.Equal([1.5, 9, 0], answer.Columns[0].Doubles.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.NotFound], answer.Columns[0].Statuses);
    }

    [Fact]
    public async Task Get_OlderThanTimeToLive_IsStaleAndStillThere()
    {
        var answer = await features.Client.GetOnlineFeaturesAsync(Ask(["prices:price"], Longs("sku", 1), Longs("plant", 10)));

        Assert.Equal((2.5, ValueStatus.Stale), (answer.Columns[0].Doubles.Values.Single(), answer.Columns[0].Statuses.Single()));
    }

    [Fact]
    public async Task Get_KeyThatStandsTwice_IsAmbiguousAndTheOthersAreNot()
    {
        var answer = (await features.Client.GetOnlineFeaturesAsync(Ask(["twice:x"], Texts("id", "b", "a", "b")))).Columns[0];

        Assert.Equal([ValueStatus.Present, ValueStatus.KeyAmbiguous, ValueStatus.Present], answer.Statuses);
        Assert.Equal([3L, 0, 3], answer.Int64S.Values);
        Assert.Equal(ErrorReason.EntityKeyAmbiguous, (await features.FailsAsync(Ask(["twice:x"], Texts("id", "a", "a")))).Reason);
    }

    [Fact]
    public async Task Get_ManyFaults_NamesThemAll()
    {
        var error = await features.FailsAsync(Ask(["nothing:x", "customers:agee", "no-colon", "customers:age"], Longs("id", 123), Texts("other", "x")));

        Assert.Equal(["features[0]", "features[1]", "features[2]", "entity_keys[0]", "entity_keys[1]"], error.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task Get_MixedKeys_AreTakenWhereTheyAreOfTheKeysType()
    {
        static Column Mixed(params Value[] values) => new() { Name = "id", Mixed = new Mixed { Values = { values } } };
        var text = new Value { StringValue = "00A" };

        var answer = (await features.Client.GetOnlineFeaturesAsync(
            Ask(["customers:age"], Mixed(text, new Value(), new Value { Int64Value = 123 }, text, new Value { StringValue = new string('x', 51) })))).Columns[0];

        Assert.Equal([ValueStatus.Present, ValueStatus.KeyInvalid, ValueStatus.KeyInvalid, ValueStatus.Present, ValueStatus.KeyInvalid], answer.Statuses);
        Assert.Equal([7L, 0, 0, 7, 0], answer.Int64S.Values);
        Assert.Equal(ErrorReason.EntityKeyInvalid, (await features.FailsAsync(Ask(["customers:age"], Mixed(new Value(), new Value { DoubleValue = 1 })))).Reason);
    }

    [Fact]
    public async Task Get_PartOfACompositeKeyIsNull_OnlyItsRowIsInvalid()
    {
        var plants = Longs("plant", 10, 20);
        plants.Statuses.AddRange([ValueStatus.Null, ValueStatus.Present]);

        var answer = (await features.Client.GetOnlineFeaturesAsync(Ask(["prices:price"], plants, Longs("sku", 1, 1)))).Columns[0];

        Assert.Equal(ValueStatus.KeyInvalid, answer.Statuses[0]);
        Assert.NotEqual(ValueStatus.KeyInvalid, answer.Statuses[1]);
    }

    [Fact]
    public async Task Get_KeysThatAreNullTooLongDoubledOrOfUnequalLength_AreRefused()
    {
        var withNull = Texts("id", "00A", "123");
        withNull.Statuses.AddRange([ValueStatus.Null, ValueStatus.Null]);
        foreach (var request in new[]
        {
            Ask(["customers:age"], withNull),
            Ask(["customers:age"], Texts("id", new string('x', 51))),
            Ask(["customers:age"], Texts("id", "00A"), Texts("id", "00A")),
            Ask(["customers:age"], new Column { Name = "id", Strings = new Strings { Values = { "00A" } }, Statuses = { ValueStatus.Present, ValueStatus.Present } }, Texts("other", "x", "y")),
            Ask(["prices:price"], Longs("sku", 1), Longs("plant", 10, 20)),
            Ask(["prices:price"], Longs("sku", 1)),
            Ask(["prices:price"], Longs("sku", 1), Texts("plant", "10")),
        })
        {
            Assert.Equal(ErrorReason.EntityKeyInvalid, (await features.FailsAsync(request)).Reason);
        }
    }

    [Fact]
    public async Task Get_OneKeyOfTwoTypes_IsRefusedAndNotAnsweredWrong() =>
        Assert.Contains("another type", (await features.FailsAsync(Ask(["customers:age", "numbers:price"], Texts("id", "00A")))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Get_NoOrTooManyFeatures_IsRefused()
    {
        Assert.Equal(ErrorReason.InvalidRequest, (await features.FailsAsync(Ask([], Texts("id", "00A")))).Reason);
        Assert.Equal(ErrorReason.InvalidRequest, (await features.FailsAsync(Ask([.. Enumerable.Repeat("customers:age", 7)], Texts("id", "00A")))).Reason);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("customers:age:x")]
    [InlineData(":age")]
    [InlineData("customers:a\r\nge")]
    [InlineData("")]
    public async Task Get_MalformedReference_IsRefusedWithoutEchoingIt(string reference)
    {
        var error = await features.FailsAsync(Ask([reference], Texts("id", "00A")));

        Assert.Equal((ErrorReason.InvalidRequest, "features[0]"), (error.Reason, error.Faults[0].Field));
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AmbiguousInSeveralViews_NamesViewsAndRowsAndNoKeys()
    {
        var error = await features.FailsAsync(Ask(["twice:x", "customers:age"], Texts("id", "a", "a")));

        Assert.Equal(["entity_keys.rows[0]", "entity_keys.rows[1]"], error.Faults.Select(f => f.Field));
        Assert.All(error.Faults, f => Assert.Contains("view twice", f.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_SeveralViews_AnswersInTheOrderAsked()
    {
        var answer = await features.Client.GetOnlineFeaturesAsync(Ask(["twice:x", "customers:age", "twice:x"], Texts("id", "b", "00A")));

        Assert.Equal(["twice:x", "customers:age", "twice:x"], answer.Columns.Select(c => c.Name));
        Assert.Equal([3L, 0], answer.Columns[2].Int64S.Values);
        Assert.Equal([0L, 7], answer.Columns[1].Int64S.Values);
    }

    [Fact]
    public async Task Get_NumberForATextKey_SaysThatZerosWouldBeLost()
    {
        var error = await features.FailsAsync(Ask(["customers:age"], Longs("id", 123)));

        Assert.Equal(ErrorReason.EntityKeyInvalid, error.Reason);
        Assert.Contains("leading zeros", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task Get_RowCountOutOfRange_IsRefused(int rows) =>
        Assert.Equal(ErrorReason.RowCountOutOfRange, (await features.FailsAsync(Ask(["customers:age"], Texts("id", [.. Enumerable.Repeat("00A", rows)])))).Reason);

    [Fact]
    public async Task Get_AsOfThatCannotBe_IsRefused()
    {
        var future = Ask(["prices:price"], Longs("sku", 1), Longs("plant", 10));
        future.AsOf = Timestamp.FromDateTime(new DateTime(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var timeless = Ask(["customers:age"], Texts("id", "00A"));
        timeless.AsOf = Timestamp.FromDateTime(DateTime.UnixEpoch);

        Assert.Contains("future", (await features.FailsAsync(future)).Message, StringComparison.Ordinal);
        Assert.Contains("neither an event time nor a validity", (await features.FailsAsync(timeless)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_QuotesInAKey_AreJustText()
    {
        var answer = await features.Client.GetOnlineFeaturesAsync(Ask(["customers:age"], Texts("id", "x' OR 1=1 --", "\"; DROP TABLE customers; --")));

        Assert.All(answer.Columns[0].Statuses, s => Assert.Equal(ValueStatus.NotFound, s));
    }

    [Fact]
    public async Task Refresh_DataChanged_AnswersTheNewValue()
    {
        features.Data("SALES", "CUSTOMERS.csv", Customers.Replace("00A,EU,7", "00A,EU,88", StringComparison.Ordinal));

        for (var i = 0; i < 1200; i++)
        {
            if ((await features.Client.GetOnlineFeaturesAsync(Ask(["customers:age"], Texts("id", "00A")))).Columns[0].Int64S.Values.Single() == 88)
            {
                return;
            }

            // As in RunningFeatures.UntilAsync: the file system keeps the real time.
            await Task.Delay(50);
        }

        Assert.Fail("The new value did not come within a minute.");
    }
}
