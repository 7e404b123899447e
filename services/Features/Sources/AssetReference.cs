namespace FedMl.Features.Sources;

/// <summary>A table or view of business data.</summary>
internal sealed record AssetReference(string Space, string Asset);
