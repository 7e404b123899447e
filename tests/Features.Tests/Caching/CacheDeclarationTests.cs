using FedMl.Features.Views;

namespace FedMl.Features.Tests.Caching;

public sealed class CacheDeclarationTests
{
    [Theory]
    [InlineData("{ timeToLive: 5m }", 300, false, null)]
    [InlineData("{ timeToLive: 5m, staleWhileError: true }", 300, true, null)]
    [InlineData("{ timeToLive: 5m, staleWhileError: true, maxAge: 5m }", 300, true, 300)]
    [InlineData("{ timeToLive: 5m, staleWhileError: false }", 300, false, null)]
    [InlineData("off", 0, false, null)]
    public void Read_Good_IsWhatItSays(string cache, int seconds, bool staleWhileError, int? maxAge)
    {
        var (view, faults) = Read(cache);
        Assert.Empty(faults);
        Assert.Equal(
            (TimeSpan.FromSeconds(seconds), staleWhileError, maxAge is { } age ? TimeSpan.FromSeconds(age) : null),
            (view!.Cache!.TimeToLive, view.Cache.StaleWhileError, view.Cache.MaxAge));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("null", 0)]
    [InlineData("on", 1)]
    [InlineData("[]", 1)]
    [InlineData("{}", 1)]
    [InlineData("{ timeToLive: null }", 1)]
    [InlineData("{ timeToLive: 5 }", 1)]
    [InlineData("{ timeToLive: 0s }", 1)]
    [InlineData("{ timeToLive: 5m, maxAge: 1h }", 1)]
    [InlineData("{ timeToLive: 5m, staleWhileError: true, maxAge: 4m }", 1)]
    [InlineData("{ timeToLive: 5m, staleWhileError: yes }", 1)]
    [InlineData("{ timeToLive: x, staleWhileError: perhaps, maxAge: y, size: 1 }", 4)]
    public void Read_Faulty_NamesEveryFault(string cache, int faults)
    {
        var (view, found) = Read(cache);
        Assert.Equal(faults, found.Count);
        Assert.All(found, fault => Assert.Equal(4, fault.Line));
        Assert.Null(view?.Cache);
    }

    private static (FeatureView? View, IReadOnlyList<ViewFault> Faults) Read(string cache) => FeatureViewReader.Read("v.yaml", $$"""
        name: v
        source: { space: S, asset: A }
        entity: [ { key: id, type: string } ]
        cache: {{cache}}
        features: [ { name: x, type: double } ]
        """);
}
