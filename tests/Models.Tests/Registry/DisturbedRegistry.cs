namespace FedMl.Models.Registry;

/// <summary>A registry, and what the outside world does right after a file of it is opened.</summary>
internal sealed class DisturbedRegistry(IModelRegistry registry, Action<RegistryFile> opened) : IModelRegistry
{
    public bool IsFarAway => registry.IsFarAway;

    public Task<RegistryListing> ListAsync(CancellationToken cancellationToken) => registry.ListAsync(cancellationToken);

    public async Task<Stream> OpenAsync(RegistryFile file, long offset, CancellationToken cancellationToken)
    {
        var stream = await registry.OpenAsync(file, offset, cancellationToken);
        opened(file);
        return stream;
    }

    public string? FindSha256(RegistryFile file) => registry.FindSha256(file);

    public Task WaitForChangeAsync(CancellationToken cancellationToken) => registry.WaitForChangeAsync(cancellationToken);
}
