using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Sources;

/// <summary>Another source with all that it can but for joins.</summary>
internal sealed class SingleAssetSource(IBusinessDataSource source) : IBusinessDataSource
{
    public string Name => source.Name;

    public SourceAbilities Abilities => source.Abilities & ~SourceAbilities.Joins;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) => source.DescribeAssetAsync(asset, cancellationToken);

    public IRowReader Open(RowPlan plan) => plan.Joins.Count > 0 ? throw new NotSupportedException("A join came through to a source that has none.") : source.Open(plan);
}
