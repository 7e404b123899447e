using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Discovery;

/// <summary>A source that can read some rows of an asset without a plan.</summary>
internal interface IAssetSampler
{
    /// <param name="columns">Columns of the asset, as it described them.</param>
    /// <param name="rows">How many rows to read.</param>
    /// <param name="maxBytes">Size at which to stop, but not before the first row.</param>
    /// <exception cref="ServiceException">SPACE_NOT_FOUND, ASSET_NOT_FOUND, SOURCE_UNAVAILABLE.</exception>
    Task<AssetSample> SampleAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken);
}

/// <param name="Values">One for each column asked; what the column's type cannot hold, such as an infinite time, is null.</param>
/// <param name="IsCut">Whether it stopped at the size.</param>
internal sealed record AssetSample(IReadOnlyList<ColumnValues> Values, bool IsCut);
