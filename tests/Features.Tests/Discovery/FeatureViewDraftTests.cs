using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests.Discovery;

public sealed class FeatureViewDraftTests : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .View("none.yaml.bak", "")
        .Data("SALES", "CUSTOMERS.csv", "region,id,age,rate,active,born,seen\nEU,000123,41,0.5,true,1980-02-29,2024-01-01 00:00:00\nEU,7,,2.5,false,2001-01-01,\n")
        .Data("My 'space': #1", "it's [1] \"x\".csv", "null,\"a\"\"b\",true,Größe,1st,x y,x_y,x-y,y,\"# c: {d}\"\nk1,1,2,3,4,5,6,7,8,9\n")
        .Data("SALES", "TWICE.csv", "id,x\na,1\na,1\n")
        .Data("SALES", "ONE.csv", "id\na\n")
        .Data("SALES", "NUMBERS.csv", "x,y\n1.5,2.5\n")
        .StartAsync();

    public Task DisposeAsync() => features.DisposeAsync().AsTask();

    [Fact]
    public async Task DraftFeatureView_Asset_IsAViewOverAllItsColumns() => Assert.Equal(
        """
        name: customers
        source: { space: SALES, asset: CUSTOMERS }
        entity: # guessed; unique and never null in the first 2 rows
          - { key: id, type: string }
        eventTime: null # a column, where rows of a key follow each other in time: seen
        features:
          - { name: region, type: string } # VARCHAR
          - { name: age, type: int64 } # BIGINT
          - { name: rate, type: double } # DOUBLE
          - { name: active, type: bool } # BOOLEAN
          - { name: born, type: date } # DATE
          - { name: seen, type: timestamp } # TIMESTAMP

        """,
        await DraftAsync("SALES", "CUSTOMERS"));

    [Fact]
    public async Task DraftFeatureView_AnyNames_LoadWithoutFaultsAndAreServed()
    {
        features.View("draft.yaml", await DraftAsync("My 'space': #1", "it's [1] \"x\""));
        await features.UntilAsync(views => views.FeatureViews.Count == 1);
        var views = await features.Client.ListFeatureViewsAsync(new ListFeatureViewsRequest());
        Assert.Empty(views.Faults);
        var view = Assert.Single(views.FeatureViews);
        Assert.Equal("it_s__1___x_", view.Name);
        Assert.Equal(["a_b", "true", "Gr__e", "_1st", "x_y_2", "x_y", "x_y_3", "y", "__c___d_"], view.Features.Select(feature => feature.Name));

        var key = Texts(view.EntityKeys.Single().Name, "k1");
        var answer = await features.Client.GetOnlineFeaturesAsync(Ask([.. view.Features.Select(feature => $"{view.Name}:{feature.Name}")], key));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], answer.Columns.Select(column => column.Int64S.Values.Single()));
    }

    [Fact]
    public async Task DraftFeatureView_NameAndKeys_AreTaken()
    {
        var yaml = await DraftAsync("SALES", "CUSTOMERS", "people", "region", "id");
        Assert.StartsWith("name: people\n", yaml, StringComparison.Ordinal);
        Assert.Contains("entity: # unique and never null in the first 2 rows\n  - { key: region, type: string }\n  - { key: id, type: string }\n", yaml, StringComparison.Ordinal);
        features.View("draft.yaml", yaml);
        await features.UntilAsync(views => views.FeatureViews.Count == 1);
    }

    [Fact]
    public async Task DraftFeatureView_NoColumnIsUnique_SaysSo() =>
        Assert.Contains("entity: # guessed; NOT unique", await DraftAsync("SALES", "TWICE"), StringComparison.Ordinal);

    [Theory]
    [InlineData("CUSTOMERS", "a-b", "", "name")]
    [InlineData("CUSTOMERS", "", "rate,none", "keys[1]")]
    [InlineData("CUSTOMERS", "", "rate,born", "keys[0],keys[1]")]
    [InlineData("TWICE", "", "id,x", "keys")]
    [InlineData("NUMBERS", "", "", "keys")]
    [InlineData("ONE", "", "", "asset")]
    public async Task DraftFeatureView_Faulty_NamesTheFaults(string asset, string name, string keys, string fields)
    {
        var request = new DraftFeatureViewRequest { Space = "SALES", Asset = asset, Name = name, Keys = { keys.Split(',', StringSplitOptions.RemoveEmptyEntries) } };
        var failure = await FailsAsync(features.Discovery.DraftFeatureViewAsync(request));
        Assert.Equal(ErrorReason.InvalidRequest, failure.Reason);
        Assert.Equal(fields, string.Join(',', failure.Faults.Select(fault => fault.Field)));
    }

    private async Task<string> DraftAsync(string space, string asset, string name = "", params string[] keys) =>
        (await features.Discovery.DraftFeatureViewAsync(new DraftFeatureViewRequest { Space = space, Asset = asset, Name = name, Keys = { keys } })).Yaml;
}
