namespace FedMl.Models.Registry;

/// <summary>What a registry holds at one moment.</summary>
/// <param name="Models">The models, each with at least one version.</param>
/// <param name="Faults">What was left out, and why.</param>
internal sealed record RegistryListing(IReadOnlyList<RegistryModel> Models, IReadOnlyList<RegistryFault> Faults);

/// <summary>A model as its registry lists it.</summary>
/// <param name="Name">Its name, in the form of <see cref="ModelName"/>.</param>
/// <param name="Versions">Its versions, in any order.</param>
/// <param name="Aliases">Declared aliases and the versions they name, which need not exist.</param>
internal sealed record RegistryModel(string Name, IReadOnlyList<RegistryVersion> Versions, IReadOnlyDictionary<string, string> Aliases);

/// <summary>A version as its registry lists it.</summary>
/// <param name="Version">The version, in the form of <see cref="ModelName"/>.</param>
/// <param name="Files">Its files; empty where there is a problem.</param>
/// <param name="PublishedAt">When it was published, where known.</param>
/// <param name="Problem">Why it cannot be offered; empty: fine.</param>
internal sealed record RegistryVersion(string Version, IReadOnlyList<RegistryFile> Files, DateTimeOffset? PublishedAt, string Problem = "");

/// <summary>A file as its registry lists it; equal only to itself with the same bytes.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version.</param>
/// <param name="Path">Path below the version, with <c>/</c>.</param>
/// <param name="SizeBytes">Size, bytes.</param>
/// <param name="Stamp">Changes when the bytes change: an ETag, or times of modification.</param>
internal sealed record RegistryFile(string Model, string Version, string Path, long SizeBytes, string Stamp);

/// <summary>Something in a registry that is left out.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Subject">Name of the model, with the version or alias.</param>
/// <param name="Text">What is wrong with it.</param>
internal sealed record RegistryFault(FaultKind Kind, string Subject, string Text);

internal enum FaultKind
{
    Model,
    Version,
    Alias,
    Limit,
}
