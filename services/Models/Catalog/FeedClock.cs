using Microsoft.Extensions.Options;

namespace FedMl.Models.Catalog;

/// <summary>Beats the feed's heart, and ends its streams when the host begins to stop: Kestrel waits for them otherwise.</summary>
internal sealed class FeedClock(ModelFeed feed, IHostApplicationLifetime lifetime, IOptions<ModelsOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = lifetime.ApplicationStopping.Register(feed.Stop);
        using var timer = new PeriodicTimer(options.Value.Heartbeat, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            feed.Beat();
        }
    }
}
