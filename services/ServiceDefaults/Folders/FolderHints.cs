using System.Threading.Channels;

namespace FedMl.ServiceDefaults.Folders;

/// <summary>
/// Tells early that something in a folder may have changed. The file system's announcements are hints only: they get lost,
/// and some file systems make none, so nobody waits for one longer than for the next look.
/// </summary>
public sealed class FolderHints : IDisposable
{
    // Announcements come in bursts: this is how long the first one waits for the rest.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(50);

    private readonly Channel<bool> hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider time;
    private readonly FileSystemWatcher? watcher;

    /// <param name="folder">The folder.</param>
    /// <param name="announced">Changes that give a hint.</param>
    /// <param name="withSubfolders">Whether those in its sub-folders do too.</param>
    /// <param name="time">Where waiting takes its time from.</param>
    /// <param name="notWatched">Told why, where the folder cannot be watched; waiting then lasts until the next look.</param>
    public FolderHints(string folder, NotifyFilters announced, bool withSubfolders, TimeProvider time, Action<string> notWatched)
    {
        this.time = time;
        try
        {
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = withSubfolders, NotifyFilter = announced };
            watcher.Created += (_, _) => Give();
            watcher.Changed += (_, _) => Give();
            watcher.Deleted += (_, _) => Give();
            watcher.Renamed += (_, _) => Give();
            watcher.Error += (_, _) => Give();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            notWatched(exception.GetType().Name);
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
