using System.Threading.Channels;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Prometheus;

namespace FedMl.Models.Catalog;

public sealed class ModelFeedTests : IDisposable
{
    private readonly ModelFeed feed = new(
        Options.Create(new ModelsOptions { MaxPendingChanges = 4, MaxWatchers = 2 }),
        new ModelsMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())));

    private readonly ModelCatalog catalog;

    public ModelFeedTests() => catalog = new ModelCatalog(feed);

    public void Dispose() => feed.Dispose();

    [Fact]
    public async Task Watch_Always_BeginsWithASnapshotAndGoesOnWithChangesInOrder()
    {
        await using var early = new Watcher(feed);
        feed.Beat(); // No sign of life before the snapshot.
        catalog.Show([Model("a", "1"), Model("b", "1")]);
        await using var late = new Watcher(feed);
        catalog.Show([Model("a", "1"), Model("b", "2"), Model("c", "1")]);
        catalog.Show([Model("b", "2"), Model("c", "1")]);

        foreach (var watcher in new[] { early, late })
        {
            Assert.Equal("all a1 b1", await watcher.NextAsync());
            Assert.Equal("changed b2", await watcher.NextAsync());
            Assert.Equal("changed c1", await watcher.NextAsync());
            Assert.Equal("removed a", await watcher.NextAsync());
        }
    }

    [Fact]
    public async Task Watch_NothingChanges_SendsSignsOfLifeOnly()
    {
        catalog.Show([Model("a", "1")]);
        await using var watcher = new Watcher(feed);
        Assert.Equal("all a1", await watcher.NextAsync());

        catalog.Show([Model("a", "1")]);
        feed.Beat();

        Assert.Equal("alive", await watcher.NextAsync());
    }

    [Fact]
    public async Task Watch_SlowWatcher_GetsAFreshSnapshotAndHoldsUpNobody()
    {
        catalog.Show([Model("a", "1")]);
        await using var slow = new Watcher(feed, isHeld: true);
        await using var quick = new Watcher(feed);
        Assert.Equal("all a1", await quick.NextAsync());

        for (var version = 2; version <= 20; version++)
        {
            catalog.Show([Model("a", $"{version}")]);
            Assert.Equal($"changed a{version}", await quick.NextAsync());
        }

        slow.Release();
        Assert.Equal("all a1", await slow.NextAsync());
        // 2 to 5 filled its queue, 6 made it start over, and so on; what it is told last is what is true.
        var told = await slow.NextAsync();
        Assert.StartsWith("all ", told, StringComparison.Ordinal);
        while (told != "changed a20" && told != "all a20")
        {
            told = await slow.NextAsync();
        }
    }

    [Fact]
    public async Task Watch_OneTooMany_IsRefusedUntilAnotherLeaves()
    {
        await using var first = new Watcher(feed);
        var second = new Watcher(feed);

        var refused = await Assert.ThrowsAsync<ServiceException>(() => feed.WatchAsync("", (_, _) => Task.CompletedTask, CancellationToken.None));
        Assert.Equal(ErrorReason.Overloaded, refused.Reason);

        await second.DisposeAsync();
        catalog.Show([Model("a", "1")]);
        await using var third = new Watcher(feed);
        Assert.Equal("all a1", await third.NextAsync());
    }

    [Fact]
    public async Task Stop_OpenWatches_EndsThemEvenWhenTheyHang()
    {
        catalog.Show([Model("a", "1")]);
        var idle = new Watcher(feed);
        var hanging = new Watcher(feed, isHeld: true);

        feed.Stop();

        foreach (var watcher in new[] { idle, hanging })
        {
            Assert.Equal(ErrorReason.ShuttingDown, (await Assert.ThrowsAsync<ServiceException>(() => watcher.Ended)).Reason);
        }
    }

    [Fact]
    public async Task Watch_BehindAPosition_TellsWhatWasMissedAndNoMore()
    {
        string position;
        catalog.Show([Model("a", "1"), Model("b", "1"), Model("c", "1")]);
        await using (var first = new Watcher(feed))
        {
            await first.NextAsync();
            position = first.Position;
        }

        catalog.Show([Model("a", "1"), Model("b", "2")]);
        await using var again = new Watcher(feed, position: position);

        Assert.Equal("removed c", await again.NextAsync());
        Assert.Equal("changed b2", await again.NextAsync());
        Assert.Equal("alive", await again.NextAsync());
        catalog.Show([Model("a", "3"), Model("b", "2")]);
        Assert.Equal("changed a3", await again.NextAsync());
        await using var third = new Watcher(feed, position: again.Position);
        Assert.Equal("alive", await third.NextAsync());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0123456789abcdef0123456789abcdef-1")]
    public async Task Watch_BehindAPositionOfAnother_TellsAll(string position)
    {
        catalog.Show([Model("a", "1")]);
        await using var watcher = new Watcher(feed, position: position);

        Assert.Equal("all a1", await watcher.NextAsync());
    }

    private static PublishedModel Model(string name, string version) =>
        new(name, [new PublishedVersion(name, version, [], "digest", null, "")], new Dictionary<string, string>());

    /// <summary>A watcher that reads as it is told to.</summary>
    private sealed class Watcher : IAsyncDisposable
    {
        private readonly Channel<string> told = Channel.CreateUnbounded<string>();
        private readonly CancellationTokenSource call = new();
        private readonly TaskCompletionSource held = new();

        public Watcher(ModelFeed feed, bool isHeld = false, string position = "")
        {
            if (!isHeld)
            {
                held.SetResult();
            }

            Ended = feed.WatchAsync(
                position,
                async (happened, ended) =>
                {
                    await held.Task.WaitAsync(ended);
                    Position = happened.Position;
                    await told.Writer.WriteAsync(Say(happened), ended);
                },
                call.Token);
        }

        public Task Ended { get; }

        /// <summary>Where the stream is after what was told last.</summary>
        public string Position { get; private set; } = "";

        public void Release() => held.SetResult();

        public ValueTask<string> NextAsync() => told.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

        public async ValueTask DisposeAsync()
        {
            await call.CancelAsync();
            await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            call.Dispose();
        }

        private static string Say(CatalogEvent happened) => happened switch
        {
            AllModels all => "all " + string.Join(' ', all.Models.Select(Say)),
            ModelChanged changed => "changed " + Say(changed.Model),
            ModelRemoved removed => "removed " + removed.Name,
            _ => "alive",
        };

        private static string Say(PublishedModel model) => model.Name + string.Concat(model.Versions.Select(v => v.Version));
    }
}
