using System.Security.Cryptography;

namespace FedMl.Models.ArtifactCache;

/// <summary>Files named by the SHA-256 of their bytes; those used last stay when room is needed.</summary>
internal sealed class ContentStore(string folder, long maxBytes, TimeProvider time, ModelsMetrics metrics, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Content> contents = new DirectoryInfo(folder).EnumerateFiles()
        .ToDictionary(file => file.Name, file => new Content(file.Length, file.LastWriteTimeUtc), StringComparer.Ordinal);

    private long reserved;
    private TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Has(string sha256)
    {
        lock (gate)
        {
            return contents.ContainsKey(sha256);
        }
    }

    /// <summary>Opens a content, its bytes checked where asked for; null where it is not there or was found broken and dropped.</summary>
    public async Task<FileStream?> OpenAsync(string sha256, long size, bool isChecked, CancellationToken cancellationToken)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            Forget(sha256);
            return null;
        }

        try
        {
            // By what was opened: nobody can put other bytes there between the check and the reading.
            if (stream.Length == size && (!isChecked || Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) == sha256))
            {
                Touch(sha256, size);
                return stream;
            }
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        await stream.DisposeAsync();
        metrics.CacheHealed.Inc();
        logger.ContentBroken(sha256);
        Delete(sha256);
        return null;
    }

    /// <summary>Takes over a file that is whole and on disk.</summary>
    public void Adopt(string path, string sha256, long size)
    {
        File.Move(path, PathOf(sha256), overwrite: true);
        Touch(sha256, size);
    }

    /// <summary>Waits until there is room for so many bytes, dropping what was used longest ago; they count until disposed.</summary>
    /// <param name="size">Size of the whole file.</param>
    /// <param name="present">Bytes of it that are on disk already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IDisposable> ReserveAsync(long size, long present, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task later;
            lock (gate)
            {
                while ((Total + reserved + size > maxBytes || Free < size - present) && contents.Count > 0)
                {
                    Delete(contents.MinBy(content => content.Value.Used).Key);
                    metrics.CacheEvictions.Inc();
                }

                if (Free < size - present)
                {
                    throw CacheFaults.DiskFull(size - present - Free);
                }

                if (reserved == 0 || Total + reserved + size <= maxBytes)
                {
                    reserved += size;
                    return new Reservation(this, size);
                }

                later = released.Task;
            }

            await later.WaitAsync(cancellationToken);
        }
    }

    private long Total => contents.Values.Sum(content => content.Size);

    private long Free => new DriveInfo(folder).AvailableFreeSpace;

    private string PathOf(string sha256) => Path.Combine(folder, sha256);

    private void Touch(string sha256, long size)
    {
        var now = time.GetUtcNow().UtcDateTime;
        try
        {
            File.SetLastWriteTimeUtc(PathOf(sha256), now);
        }
        catch (IOException)
        {
            // Dropped a moment ago; whoever has it open can read it to its end.
        }

        lock (gate)
        {
            contents[sha256] = new Content(size, now);
            metrics.CacheBytes.Set(Total);
        }
    }

    private void Delete(string sha256)
    {
        File.Delete(PathOf(sha256));
        Forget(sha256);
    }

    private void Forget(string sha256)
    {
        lock (gate)
        {
            contents.Remove(sha256);
            metrics.CacheBytes.Set(Total);
        }
    }

    private void Release(long size)
    {
        lock (gate)
        {
            reserved -= size;
            released.SetResult();
            released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed record Content(long Size, DateTime Used);

    private sealed class Reservation(ContentStore store, long size) : IDisposable
    {
        public void Dispose() => store.Release(size);
    }
}
