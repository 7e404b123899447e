namespace FedMl.Models.Records;

/// <summary>
/// Lets one writer at a time, of this process and of others, into a folder. The system lets go of the lock of a process
/// that was killed.
/// </summary>
internal sealed class FolderLock(string file) : IDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim mine = new(1);

    /// <exception cref="IOException">The lock is held all the time, or its file cannot be made.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await mine.WaitAsync(cancellationToken);
        try
        {
            return new Held(await OpenAsync(cancellationToken), mine);
        }
        catch
        {
            mine.Release();
            throw;
        }
    }

    public void Dispose() => mine.Dispose();

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        // Another process holds it by its own clock, so this waits by the system's.
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception is not DirectoryNotFoundException && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Breath, TimeProvider.System, cancellationToken);
            }
        }
    }

    private sealed class Held(FileStream stream, SemaphoreSlim mine) : IDisposable
    {
        public void Dispose()
        {
            stream.Dispose();
            mine.Release();
        }
    }
}
