using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Views;

/// <summary>
/// Tells early that a view file may have changed. The file system's announcements are hints only: they get lost, and some
/// file systems make none, so nobody waits for one longer than for the next look.
/// </summary>
internal sealed class FolderHints : IDisposable
{
    // Announcements come in bursts: this is how long the first one waits for the rest.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(50);

    private readonly Channel<bool> hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider time;
    private readonly FileSystemWatcher? watcher;

    public FolderHints(IOptions<FeaturesOptions> options, TimeProvider time, ILogger<FolderHints> logger)
    {
        this.time = time;
        try
        {
            watcher = new FileSystemWatcher(options.Value.FeatureViews) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            watcher.Created += (_, _) => Give();
            watcher.Changed += (_, _) => Give();
            watcher.Deleted += (_, _) => Give();
            watcher.Renamed += (_, _) => Give();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            logger.FolderNotWatched(options.Value.RescanMilliseconds, exception.GetType().Name);
        }
    }

    /// <summary>Waits for a hint, but no longer than told.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await hints.Reader.ReadAsync(either.Token);
            await Task.Delay(Burst, time, either.Token);
            hints.Reader.TryRead(out _);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    public void Dispose() => watcher?.Dispose();

    private void Give() => hints.Writer.TryWrite(true);
}
