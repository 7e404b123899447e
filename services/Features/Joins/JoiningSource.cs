using FedMl.Features.Sources;

namespace FedMl.Features.Joins;

/// <summary>Gives joins to a source that has none: it reads each asset by its key, and they are joined in memory.</summary>
internal sealed class JoiningSource(IBusinessDataSource source) : IBusinessDataSource, IDisposable
{
    public string Name => source.Name;

    public SourceAbilities Abilities => source.Abilities | SourceAbilities.Joins;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        source.DescribeAssetAsync(asset, cancellationToken);

    public IBusinessDataSource Of(string space) => source.Of(space);

    public T? Offers<T>()
        where T : class => source.Offers<T>();

    public IRowReader Open(RowPlan plan) => plan.Joins.Count == 0 || source.Abilities.HasFlag(SourceAbilities.Joins)
        ? source.Open(plan)
        : new JoiningReader(new JoinedPlan(plan), source);

    public void Dispose() => (source as IDisposable)?.Dispose();
}
