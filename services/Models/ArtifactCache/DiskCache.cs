using FedMl.Models.AzureMl;
using FedMl.Models.Registry;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.Models.ArtifactCache;

/// <summary>Files of a registry far away, on this machine's disk: each is downloaded once, whoever asks and however many.</summary>
internal sealed class DiskCache : IDisposable
{
    private const int MaxAttempts = 3;

    private readonly FileStream owner;
    private readonly string partials;
    private readonly KnownDigests known;
    private readonly ContentStore contents;
    private readonly ModelsMetrics metrics;
    private readonly KeyedGate gates = new();

    public DiskCache(CacheOptions options, TimeProvider time, ModelsMetrics metrics, ILogger<DiskCache> logger)
    {
        this.metrics = metrics;
        try
        {
            owner = new FileStream(Path.Combine(Folder(options, ""), "owner"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            partials = Folder(options, "partial");
            known = new KnownDigests(Folder(options, "known"));
            contents = new ContentStore(Folder(options, "content"), options.MaxBytes, time, metrics, logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(
                AzureMlOptions.Section, typeof(CacheOptions), [$"{AzureMlOptions.Section}:Cache:Folder cannot be written, or another process uses it."]);
        }
    }

    public string? FindSha256(CachedFile file) => known.Find(file.Key);

    /// <summary>The file's bytes from an offset on; downloads them where they are not there.</summary>
    /// <param name="file">Which file.</param>
    /// <param name="offset">First byte; the bytes are checked where it is 0.</param>
    /// <param name="download">Reads the file from an offset on, piece by piece.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArtifactCorruptException">The source's bytes are not those that they were, or should be.</exception>
    /// <exception cref="RegistryUnavailableException">The disk is full or cannot be written.</exception>
    public async Task<Stream> OpenAsync(CachedFile file, long offset, Download download, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (known.Find(file.Key) is { } sha256
                    && await contents.OpenAsync(sha256, file.File.SizeBytes, isChecked: offset == 0, cancellationToken) is { } stream)
                {
                    stream.Position = offset;
                    return stream;
                }

                using var entered = await gates.EnterAsync(file.Key, cancellationToken);
                if (known.Find(file.Key) is not { } present || !contents.Has(present))
                {
                    await FetchAsync(file, download, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (CacheFaults.IsDiskFull(exception))
        {
            throw CacheFaults.DiskFull(file.File.SizeBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheFaults.Unusable(exception);
        }

        throw new RegistryUnavailableException("The artifact cache is too small to keep what is being read.");
    }

    /// <summary>Forgets downloads under way and digests of files that are not listed; contents go when room is needed.</summary>
    public void Keep(IReadOnlySet<string> keys)
    {
        known.Keep(keys);
        foreach (var file in new DirectoryInfo(partials).EnumerateFiles().Where(file => !keys.Contains(file.Name.Split('.')[0])))
        {
            file.Delete();
        }
    }

    public void Dispose() => owner.Dispose();

    private async Task FetchAsync(CachedFile file, Download download, CancellationToken cancellationToken)
    {
        var path = Path.Combine(partials, file.Key);
        var there = new FileInfo(path);
        using var room = await contents.ReserveAsync(file.File.SizeBytes, there.Exists ? there.Length : 0, cancellationToken);
        using var partial = await PartialFile.OpenAsync(path, cancellationToken);
        try
        {
            await foreach (var piece in download(partial.Length, cancellationToken))
            {
                await partial.AppendAsync(piece, cancellationToken);
                metrics.BytesDownloaded.Inc(piece.Length);
            }
        }
        catch (Exception exception) when (exception is ArtifactCorruptException || CacheFaults.IsDiskFull(exception))
        {
            partial.Delete();
            throw;
        }

        Accept(file, partial, path);
    }

    private void Accept(CachedFile file, PartialFile partial, string path)
    {
        var digests = partial.Complete();
        if (partial.Length != file.File.SizeBytes
            || (file.Md5 is { Length: > 0 } md5 && !md5.AsSpan().SequenceEqual(digests.Md5))
            || (known.Find(file.Key) is { } before && before != digests.Sha256))
        {
            partial.Delete();
            metrics.Corrupt.Inc();
            throw new ArtifactCorruptException(file.File, "does not have the bytes that were published");
        }

        contents.Adopt(path, digests.Sha256, file.File.SizeBytes);
        Failpoint.Pass("download", "in-place");
        known.Remember(file.Key, digests.Sha256);
        Failpoint.Pass("download", "known");
    }

    private static string Folder(CacheOptions options, string name)
    {
        var folder = Path.Combine(options.Folder, name);
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder).FullName
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }
}

/// <summary>Reads a file from an offset on; a piece is valid until the next one is asked for.</summary>
internal delegate IAsyncEnumerable<ReadOnlyMemory<byte>> Download(long offset, CancellationToken cancellationToken);
