using System.Security.Cryptography;
using FedMl.Models.Catalog;
using FedMl.Models.Registry;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Artifacts;

/// <summary>
/// The SHA-256 of every file of the wanted versions, each hashed once and forgotten when it is no longer listed. One caller at a time.
/// </summary>
internal sealed class ArtifactHashes(IModelRegistry registry, WantedVersions wanted, TimeProvider time, ILogger<ArtifactHashes> logger)
{
    // After this much hashing the registry is looked at again; what is being hashed goes on beside that.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    // A large file or two leave room for the small ones.
    private const int FilesAtOnce = 4;
    private const int BufferBytes = 256 * 1024;

    private readonly Dictionary<RegistryFile, string> known = [];
    private readonly HashSet<RegistryFile> unreadable = [];
    private readonly Dictionary<RegistryFile, Hashing> running = [];

    public string? Find(RegistryFile file) => known.GetValueOrDefault(file);

    public bool IsUnreadable(RegistryFile file) => unreadable.Contains(file);

    /// <summary>A version's files with their hashes, by path; null where one is not known, or there is a problem.</summary>
    public IReadOnlyList<PublishedFile>? FilesOf(RegistryVersion version)
    {
        var files = version.Files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => new PublishedFile(file, Find(file) ?? "")).ToArray();
        return version.Problem.Length == 0 && files.All(file => file.Sha256.Length > 0) ? files : null;
    }

    /// <summary>Hashes files that are not known yet, small ones first. True where some are left for the next turn.</summary>
    public async Task<bool> AddAsync(RegistryListing listing, CancellationToken cancellationToken)
    {
        Forget(listing);
        TakeKnown(listing);
        var left = new Queue<RegistryFile>(
            Wanted(listing).Where(file => !known.ContainsKey(file) && !running.ContainsKey(file)).OrderBy(file => file.SizeBytes));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turn = Task.Delay(Turn, time, ended.Token);
        while (!turn.IsCompleted)
        {
            while (running.Count < FilesAtOnce && left.TryDequeue(out var file))
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                running.Add(file, new Hashing(Task.Run(() => HashAsync(file, stop.Token), stop.Token), stop));
            }

            if (running.Count == 0)
            {
                break;
            }

            await Task.WhenAny([turn, .. running.Values.Select(hashing => hashing.Hash)]);
            await TakeEndedAsync();
        }

        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return running.Count > 0 || left.Count > 0;
    }

    private void TakeKnown(RegistryListing listing)
    {
        foreach (var file in Files(listing).Where(file => !known.ContainsKey(file) && !running.ContainsKey(file)))
        {
            if (registry.FindSha256(file) is { } sha256)
            {
                known.Add(file, sha256);
            }
        }
    }

    private async Task TakeEndedAsync()
    {
        foreach (var (file, hashing) in running.Where(entry => entry.Value.Hash.IsCompleted).ToArray())
        {
            running.Remove(file);
            hashing.Stop.Dispose();
            await TakeAsync(file, hashing.Hash);
        }
    }

    private async Task TakeAsync(RegistryFile file, Task<string> hash)
    {
        try
        {
            known[file] = await hash;
            unreadable.Remove(file);
        }
        catch (ServiceException exception) when (exception.Reason == ErrorReason.ArtifactCorrupt)
        {
            // It has changed since it was listed: a later listing has it as it is then.
        }
        catch (Exception exception) when (exception is IOException or RegistryUnavailableException)
        {
            if (unreadable.Add(file))
            {
                logger.FileUnreadable(file.Model, file.Version, file.Path, (exception.InnerException ?? exception).GetType().Name);
            }
        }
    }

    private async Task<string> HashAsync(RegistryFile file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var stream = await registry.OpenAsync(file, 0, cancellationToken))
        {
            var buffer = new byte[Math.Clamp(file.SizeBytes, 1, BufferBytes)];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        // Opened once more: whoever wrote to the file while it was read is caught by its stamp.
        await using var still = await registry.OpenAsync(file, file.SizeBytes, cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Forget(RegistryListing listing)
    {
        var listed = Files(listing).ToHashSet();
        foreach (var gone in known.Keys.Where(file => !listed.Contains(file)).ToArray())
        {
            known.Remove(gone);
        }

        foreach (var (gone, hashing) in running.Where(entry => !listed.Contains(entry.Key)).ToArray())
        {
            running.Remove(gone);
            hashing.Stop.Cancel();
        }

        unreadable.IntersectWith(listed);
    }

    private static IEnumerable<RegistryFile> Files(RegistryListing listing) => listing.Models.SelectMany(m => m.Versions).SelectMany(v => v.Files);

    private IEnumerable<RegistryFile> Wanted(RegistryListing listing) => listing.Models.SelectMany(model =>
    {
        var wants = wanted.Of(model);
        return model.Versions.Where(version => wants.Contains(version.Version)).SelectMany(version => version.Files);
    });

    private sealed record Hashing(Task<string> Hash, CancellationTokenSource Stop);
}
