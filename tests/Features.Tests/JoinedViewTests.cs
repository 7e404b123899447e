using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests;

public sealed class InMemoryJoinedViewTests() : JoinedViewTests("1000");

public sealed class QueriedJoinedViewTests() : JoinedViewTests("0");

/// <summary>Views over several assets, from their files to what clients get.</summary>
public abstract class JoinedViewTests(string rowsInMemory) : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .Data("S", "ITEMS.csv", "order,item,customer,amount\nA,10,C1,250\nA,20,C2,8\nB,10,nobody,9\nB,20,C3,1\nC,10,,2\n")
        .Data("T", "CUSTOMERS.csv", "id,limit,since,until,currency\nC1,1000,2020-01-01,2023-12-31,EUR\nC1,500,2024-01-01,,USD\nC2,,2020-01-01,,EUR\nC3,7,2020-01-01,,EUR\nC3,8,2020-01-01,,EUR\n")
        .View("items.yaml", View("items", "timeToLive: 1h"))
        .View("fresh.yaml", View("fresh", "timeToLive: 1h").Replace("cache: { timeToLive: 1h }", "cache: off", StringComparison.Ordinal))
        .StartAsync("--Features:MaxRowsInMemory", rowsInMemory);

    public async Task DisposeAsync() => await features.DisposeAsync();

    [Theory]
    [InlineData("items")]
    [InlineData("fresh")]
    public async Task Get_JoinedAndDerivedFeatures_AreOfTheKeysRows(string view)
    {
        for (var i = 0; i < 2; i++)
        {
            var answer = (await features.Client.GetOnlineFeaturesAsync(AskFor(view, null))).Columns;

            Assert.Equal([250, 8, 9, 0, 2, 0], answer[0].Doubles.Values);
            Assert.Equal([500, 0, 0, 0, 0, 0], answer[1].Doubles.Values);
            Assert.Equal([0.5, 0, 0, 0, 0, 0], answer[2].Doubles.Values);
            Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.Present, ValueStatus.KeyAmbiguous, ValueStatus.Present, ValueStatus.NotFound], answer[0].Statuses);
            Assert.Equal([ValueStatus.Present, ValueStatus.Null, ValueStatus.Null, ValueStatus.KeyAmbiguous, ValueStatus.Null, ValueStatus.NotFound], answer[1].Statuses);
        }
    }

    [Fact]
    public async Task Get_AsOf_IsAppliedToTheJoinedAsset()
    {
        var answer = (await features.Client.GetOnlineFeaturesAsync(AskFor("items", At(2021)))).Columns;
        Assert.Equal((1000, 0.25), (answer[1].Doubles.Values[0], answer[2].Doubles.Values[0]));

        var request = Ask(["items:limit", "items:currency"], Texts("order", "A", "A", "A"), Longs("item", 10, 10, 10));
        request.RowAsOf.Add([At(2019), At(2021), At(2025)]);
        answer = (await features.Client.GetOnlineFeaturesAsync(request)).Columns;
        Assert.Equal([0, 1000, 500], answer[0].Doubles.Values);
        Assert.Equal([ValueStatus.Null, ValueStatus.Present, ValueStatus.Present], answer[0].Statuses);
        Assert.Equal(["", "EUR", "USD"], answer[1].Strings.Values);
    }

    [Fact]
    public async Task Get_DuplicatesForEveryRow_AreANamedError()
    {
        var error = await features.FailsAsync(Ask(["items:amount"], Texts("order", "B"), Longs("item", 20)));
        Assert.Equal(ErrorReason.EntityKeyAmbiguous, error.Reason);
    }

    [Theory]
    [InlineData(BatchFormat.Columns)]
    [InlineData(BatchFormat.Arrow)]
    public async Task Scan_JoinedView_HasEachKeyOnceWithWhatGetSays(BatchFormat format)
    {
        using var call = features.History.ScanFeatures(new ScanFeaturesRequest { FeatureView = "items", BatchRows = 2, Format = format });
        List<ScanFeaturesResponse> parts = [];
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            parts.Add(part);
        }

        Assert.Equal((5L, 1L), (parts[^1].End.Rows, parts[^1].End.AmbiguousKeys));
        if (format == BatchFormat.Columns)
        {
            // A batch without statuses has values only.
            IEnumerable<ValueStatus> StatusesOf(Column column) => column.Statuses.Count > 0 ? column.Statuses : column.Doubles.Values.Select(_ => ValueStatus.Present);
            var answer = (await features.Client.GetOnlineFeaturesAsync(AskFor("fresh", null))).Columns;
            foreach (var (scanned, got) in new[] { (0, 0), (1, 1), (3, 2) })
            {
                Column[] columns = [.. parts.SkipLast(1).Select(part => part.Columns.Features[scanned])];
                Assert.Equal(answer[got].Statuses.SkipLast(1), columns.SelectMany(StatusesOf));
                Assert.Equal(answer[got].Doubles.Values[0], columns[0].Doubles.Values[0]);
            }
        }
    }

    [Fact]
    public async Task List_JoinedView_TellsItsJoins()
    {
        var view = (await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest())).FeatureViews.Single(view => view.Name == "items");

        Assert.Equal(["", "customer", "customer", ""], view.Features.Select(feature => feature.Join));
        Assert.Equal("currency", view.Features[1].CurrencyFeature);
        Assert.Equal(
            new ViewJoin { Name = "customer", Space = "T", Asset = "CUSTOMERS", ValidFrom = "since", ValidTo = "until", ValidToInclusive = true, Keys = { new ViewJoinKey { Key = "customer", Type = Protos.Features.V1.ValueType.String, Column = "id" } } },
            Assert.Single(view.Joins));
    }

    [Fact]
    public async Task View_JoinedAssetChanges_AreTakenUpAndFaultsNamed()
    {
        features.Data("T", "CUSTOMERS.csv", "id,limit,since,until\nC1,2000,2020-01-01,\n");
        await features.UntilAsync(views => views.Faults.Any(fault => fault.File == "fresh.yaml"));
        var faults = (await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest())).Faults;
        Assert.Contains(faults, fault => fault.File == "fresh.yaml" && fault.Description == "feature currency: join customer (T.CUSTOMERS): the asset has no column 'currency'");
        Assert.Equal(ErrorReason.SourceChanged, (await features.FailsAsync(AskFor("fresh", null))).Reason);

        features.Data("T", "CUSTOMERS.csv", "id,limit,since,until,currency\nC1,2000,2020-01-01,,GBP\n");
        await features.UntilAsync(views => views.Faults.Count == 0);
        Assert.Equal(2000, (await features.Client.GetOnlineFeaturesAsync(AskFor("fresh", null))).Columns[1].Doubles.Values[0]);
    }

    [Fact]
    public async Task View_ExpressionOverNoSuchJoinOrColumn_IsAFaultOfItsFeature()
    {
        features.View("wrong.yaml", View("wrong", "timeToLive: 1h").Replace("customer.limit", "buyer.limit + customer.town", StringComparison.Ordinal));
        await features.UntilAsync(views => views.Faults.Count == 2);
        Assert.Equal(
            ["feature used: its expression, at 10: there is no join 'buyer'", "feature used: its expression, at 24: the asset of join customer has no column 'town'"],
            (await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest())).Faults.Select(fault => fault.Description).Order());
    }

    private static Timestamp At(int year) => Timestamp.FromDateTimeOffset(new DateTimeOffset(year, 6, 1, 0, 0, 0, TimeSpan.Zero));

    private static GetOnlineFeaturesRequest AskFor(string view, Timestamp? asOf)
    {
        var request = Ask(
            [$"{view}:amount", $"{view}:limit", $"{view}:used"], Texts("order", "A", "A", "B", "B", "C", "D"), Longs("item", 10, 20, 10, 20, 10, 10));
        request.AsOf = asOf;
        return request;
    }

    private static string View(string name, string cache) => $$"""
        name: {{name}}
        source: { space: S, asset: ITEMS }
        entity: [ { key: order, type: string }, { key: item, type: int64 } ]
        joins:
          - name: customer
            source: { space: T, asset: CUSTOMERS }
            on: [ { key: customer, type: string, column: id } ]
            validFrom: since
            validTo: until
        cache: { {{cache}} }
        features:
          - { name: amount, type: double }
          - { name: limit, type: double, join: customer, currencyColumn: currency, missing: default, default: 0 }
          - { name: currency, type: string, join: customer }
          - { name: used, type: double, expression: "amount / customer.limit" }
        """;
}
