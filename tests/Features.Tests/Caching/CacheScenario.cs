using FedMl.Features.Caching;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace FedMl.Features.Tests.Caching;

/// <summary>A cache before a source that counts, with a clock that the test moves.</summary>
public abstract class CacheScenario : IDisposable
{
    private protected const string Declared = "cache: { timeToLive: 60s }";
    private protected const string StaleWhileError = "cache: { timeToLive: 60s, staleWhileError: true, maxAge: 10m }";

    private readonly List<IDisposable> open = [];

    private protected CountingReader Source { get; } = new();

    private protected FakeTimeProvider Time { get; } = new();

    private protected CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    private protected RowCache Cache { get; private set; } = null!;

    public void Dispose()
    {
        open.Reverse();
        open.ForEach(item => item.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected IRowReader Reader(string declared = Declared, CacheOptions? options = null)
    {
        if (Cache is null)
        {
            Cache = new RowCache(
                Options.Create(new FeaturesOptions { Cache = options ?? new CacheOptions() }), new CacheMetrics(Metrics.WithCustomRegistry(Registry)), Time);
            open.Add(Cache);
        }

        return Over(Source, declared);
    }

    private protected IRowReader Over(IRowReader source, string declared)
    {
        var (view, faults) = FeatureViewReader.Read("v.yaml", $$"""
            name: v
            source: { space: S, asset: A }
            entity: [ { key: id, type: string } ]
            {{declared}}
            features:
              - { name: number, type: double }
              - { name: text, type: string }
              - { name: none, type: int64 }
            """);
        Assert.Empty(faults);
        var reader = Cache.Over(source, view!);
        open.Add(reader);
        return reader;
    }

    private protected static RowRequest Ask(params string[] keys)
    {
        var column = new ColumnValues<string>();
        Array.ForEach(keys, column.Add);
        return new RowRequest([column], [0, 1, 2], DateTimeOffset.UnixEpoch, IsNow: true);
    }

    private protected static async Task<double?[]> NumbersAsync(IRowReader reader, params string[] keys)
    {
        var rows = await reader.ReadAsync(Ask(keys), default);
        return [.. rows.RowOfKey.Select(row => row < 0 ? (double?)null : ((ColumnValues<double>)rows.Columns[0])[row])];
    }

    private protected async Task<string> MetricsAsync()
    {
        using var text = new MemoryStream();
        await Registry.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
