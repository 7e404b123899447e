using System.Threading.Channels;

namespace FedMl.Models.Folder;

/// <summary>
/// Tells early that something may have changed. The file system's announcements are hints only: they get lost,
/// and some file systems make none, so nobody waits for one longer than for the next look.
/// </summary>
internal sealed class FolderHints : IDisposable
{
    // Announcements come in bursts: this is how long the first one waits for the rest.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    private readonly Channel<bool> hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider time;
    private readonly FileSystemWatcher? watcher;

    public FolderHints(ModelsOptions options, TimeProvider time, ILogger<FolderHints> logger)
    {
        this.time = time;
        try
        {
            // Bytes written to a file announce nothing here: a long copy would cause a look for each of its writes.
            watcher = new FileSystemWatcher(options.Folder)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName,
            };
            watcher.Created += (_, _) => Give();
            watcher.Deleted += (_, _) => Give();
            watcher.Renamed += (_, _) => Give();
            watcher.Error += (_, _) => Give();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            logger.FolderNotWatched(options.RescanMilliseconds, exception.GetType().Name);
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
