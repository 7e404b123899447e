using FedMl.Protos.Features.V1;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests.Caching;

public sealed class CachedFeaturesTests : IAsyncLifetime
{
    private readonly RunningFeatures features = new();

    public async Task InitializeAsync() => await features
        .Data("S", "A.csv", "id,n,x,d,b,at,big\n1,5,0.5,2024-02-29,true,2024-01-01T00:00:00Z,123456789012345678901.5\n2,,,,,2024-01-01T00:00:00Z,\n")
        .View("fresh.yaml", View("fresh", ""))
        .View("kept.yaml", View("kept", "cache: { timeToLive: 1h }"))
        .View("stale.yaml", View("stale", "cache: { timeToLive: 1s, staleWhileError: true, maxAge: 1h }"))
        .StartAsync();

    public Task DisposeAsync() => features.DisposeAsync().AsTask();

    [Fact]
    public async Task GetOnlineFeatures_KeptRows_AnswerAsTheSourceDoes()
    {
        string[] names = ["big", "n", "x", "d", "b", "t"];
        var keys = Texts("id", "2", "1", "none", "1");
        var fresh = await features.Client.GetOnlineFeaturesAsync(Ask([.. names.Select(name => "fresh:" + name)], keys));
        for (var i = 0; i < 2; i++)
        {
            var kept = await features.Client.GetOnlineFeaturesAsync(Ask([.. names.Select(name => "kept:" + name)], keys));
            foreach (var column in kept.Columns)
            {
                column.Name = column.Name.Replace("kept", "fresh", StringComparison.Ordinal);
            }

            Assert.Equal(fresh, kept);
        }
    }

    [Fact]
    public async Task GetOnlineFeatures_DataChange_KeptRowsStayAsTheyWere()
    {
        var ask = Ask(["fresh:n", "kept:n"], Texts("id", "1"));
        var before = await LongsAsync(ask);
        Assert.Equal([5, 5], before);
        features.Data("S", "A.csv", "id,n,x,d,b,at,big\n1,6,0.5,2024-02-29,true,2024-01-01T00:00:00Z,1\n");
        long[] now;
        do
        {
            now = await LongsAsync(ask);
        }
        while (now[0] == 5);
        Assert.Equal([6, 5], now);
    }

    [Fact]
    public async Task ScanFeatures_KeptView_IsReadFromTheSourceAndNotFromWhatIsKept()
    {
        var ask = Ask(["fresh:n", "kept:n"], Texts("id", "1"));
        await LongsAsync(ask);

        // Two rows became one.
        features.Data("S", "A.csv", "id,n,x,d,b,at,big\n1,6,0.5,2024-02-29,true,2024-01-01T00:00:00Z,1\n");
        long scanned;
        do
        {
            using var call = features.History.ScanFeatures(new ScanFeaturesRequest { FeatureView = "kept", Features = { "n" } });
            List<long> values = [];
            while (await call.ResponseStream.MoveNext(default))
            {
                values.AddRange(call.ResponseStream.Current.Columns?.Features.Single().Int64S.Values ?? []);
            }

            scanned = values[0];
        }
        while (scanned == 5);
        Assert.Equal(6, scanned);
        Assert.Equal(5, (await LongsAsync(ask))[1]);
    }

    [Fact]
    public async Task GetOnlineFeatures_SourceGoesAway_KeptRowsAnswerStale()
    {
        var ask = Ask(["stale:n", "stale:x"], Texts("id", "1", "2"));
        await features.Client.GetOnlineFeaturesAsync(ask);
        File.Delete(Path.Combine(features.Folder, "data", "S", "A.csv"));
        GetOnlineFeaturesResponse answer;
        do
        {
            answer = await features.Client.GetOnlineFeaturesAsync(ask);
        }
        while (answer.Columns[0].Statuses.Count == 0 || answer.Columns[0].Statuses[0] == ValueStatus.Present);
        Assert.Equal([ValueStatus.Stale, ValueStatus.Null], answer.Columns[0].Statuses);
        Assert.Equal([5, 0], answer.Columns[0].Int64S.Values);
    }

    private static string View(string name, string cache) => $$"""
        name: {{name}}
        source: { space: S, asset: A }
        entity: [ { key: id, type: string } ]
        {{cache}}
        features:
          - { name: n, type: int64 }
          - { name: x, type: double }
          - { name: d, type: date }
          - { name: b, type: bool }
          - { name: t, type: timestamp, column: at }
          - { name: big, type: decimal }
        """;

    private async Task<long[]> LongsAsync(GetOnlineFeaturesRequest ask) =>
        [.. (await features.Client.GetOnlineFeaturesAsync(ask)).Columns.Select(column => column.Int64S.Values.Single())];
}
