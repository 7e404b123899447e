namespace FedMl.Models.Registry;

/// <summary>Where models are published: a folder, or a service far away.</summary>
internal interface IModelRegistry
{
    /// <summary>Whether reading a file means a download, so that only versions that are wanted are read.</summary>
    bool IsFarAway { get; }

    /// <summary>
    /// Everything that is published now. A version that is still being written is left out, or listed as it
    /// was last published. One caller at a time.
    /// </summary>
    /// <exception cref="RegistryUnavailableException">The registry cannot be read at the moment.</exception>
    Task<RegistryListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens a listed file for reading, positioned at an offset between 0 and its size. Reading may throw IOException.</summary>
    /// <exception cref="ArtifactCorruptException">The file is gone or no longer the one that was listed.</exception>
    /// <exception cref="RegistryUnavailableException">The file cannot be read at the moment.</exception>
    Task<Stream> OpenAsync(RegistryFile file, long offset, CancellationToken cancellationToken);

    /// <summary>The SHA-256 of a listed file, lower-case hex, where it is known without reading the file; else null.</summary>
    string? FindSha256(RegistryFile file);

    /// <summary>Waits until another look is worth it: something seems to have changed, or time has passed.</summary>
    Task WaitForChangeAsync(CancellationToken cancellationToken);
}
