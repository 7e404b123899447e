namespace FedMl.Models.AzureMl;

/// <summary>A version and where Azure ML says that its files are.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="ResourceId">Its <c>id</c> in the management interface.</param>
/// <param name="ModelUri">Its <c>modelUri</c>.</param>
internal sealed record VersionPlace(string Model, string Version, string ResourceId, string ModelUri)
{
    public string Name => $"{Model} {Version}";
}
