using FedMl.Features.Sources;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Discovery;

/// <summary>A source that can compute a profile itself, over all rows.</summary>
internal interface IAssetProfiler
{
    /// <param name="columns">Columns of the asset, as it described them.</param>
    /// <exception cref="ServiceException">SPACE_NOT_FOUND, ASSET_NOT_FOUND, SOURCE_UNAVAILABLE.</exception>
    Task<AssetProfile> ProfileAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken);
}
