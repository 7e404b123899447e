using FedMl.Models.Registry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Models.Folder;

/// <summary>A folder registry whose time a test moves.</summary>
internal sealed class SettledFolder : IDisposable
{
    public SettledFolder(ModelsOptions? options = null)
    {
        Options = options ?? new ModelsOptions();
        Options.Folder = Folder.Models;
        Pinned.Set(new Dictionary<string, IReadOnlySet<string>>());
        Registry = new FolderRegistry(Microsoft.Extensions.Options.Options.Create(Options), Pinned, Time, NullLogger<FolderRegistry>.Instance);
    }

    public TempFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public PinnedVersions Pinned { get; } = new();

    public ModelsOptions Options { get; }

    public FolderRegistry Registry { get; }

    /// <summary>One listing, moving time only as far as the registry waits for it.</summary>
    public async Task<RegistryListing> ListAsync()
    {
        var listing = Registry.ListAsync(CancellationToken.None);
        while (!listing.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        return await listing;
    }

    public async Task<RegistryListing> ListSettledAsync()
    {
        await ListAsync();
        Time.Advance(Options.Settle);
        return await ListAsync();
    }

    public void Dispose()
    {
        Registry.Dispose();
        Folder.Dispose();
    }
}
