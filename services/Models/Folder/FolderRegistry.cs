using FedMl.Models.Registry;
using FedMl.ServiceDefaults.Folders;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Folder;

/// <summary>A registry on a folder: <c>&lt;model&gt;/&lt;version&gt;/</c> with files, <c>&lt;model&gt;/aliases.yaml</c> beside the versions.</summary>
internal sealed class FolderRegistry : IModelRegistry, IDisposable
{
    public const string Unreadable = "The models folder cannot be read at the moment.";

    // The soonest next look at something that is about to settle.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    private readonly ModelsOptions options;
    private readonly TimeProvider time;
    private readonly Lazy<FolderHints> hints;
    private readonly FolderLook look;
    private bool hasLooked;

    public FolderRegistry(IOptions<ModelsOptions> options, PinnedVersions pinned, TimeProvider time, ILogger<FolderRegistry> logger)
    {
        this.options = options.Value;
        this.time = time;
        look = new FolderLook(this.options, pinned, time);
        // Bytes written to a file announce nothing here: a long copy would cause a look for each of its writes.
        hints = new Lazy<FolderHints>(() => new FolderHints(
            this.options.Folder,
            NotifyFilters.FileName | NotifyFilters.DirectoryName,
            withSubfolders: true,
            time,
            cause => logger.FolderNotWatched(this.options.RescanMilliseconds, cause)));
    }

    public bool IsFarAway => false;

    public async Task<RegistryListing> ListAsync(CancellationToken cancellationToken)
    {
        _ = hints.Value; // Before the first look, so that what comes after it is announced.
        var listing = Look();
        if (!hasLooked && look.Due is { } due)
        {
            // A first listing without what is just being written would say that it is not there.
            await Task.Delay(due + Breath, time, cancellationToken);
            listing = Look();
        }

        hasLooked = true;
        return listing;
    }

    public Task<Stream> OpenAsync(RegistryFile file, long offset, CancellationToken cancellationToken) =>
        Task.FromResult(ArtifactOpening.Open(options.Folder, file, offset));

    public string? FindSha256(RegistryFile file) => null;

    public Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        var left = look.Due is { } due ? due + Breath : options.Rescan;
        var atMost = TimeSpan.FromTicks(Math.Clamp(left.Ticks, Breath.Ticks, options.Rescan.Ticks));
        return hints.Value.WaitAsync(atMost, cancellationToken);
    }

    public void Dispose()
    {
        if (hints.IsValueCreated)
        {
            hints.Value.Dispose();
        }
    }

    private RegistryListing Look()
    {
        try
        {
            return look.Look();
        }
        catch (Exception exception) when (FolderEntries.IsUnreadable(exception))
        {
            throw new RegistryUnavailableException(Unreadable, exception);
        }
    }
}
