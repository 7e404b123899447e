using FedMl.Features.Sources;

namespace FedMl.Features.Expressions;

/// <summary>
/// Gives expressions to a source that cannot compute them, and to all where assets are joined: it reads their columns, and
/// they are computed over those.
/// </summary>
internal sealed class ComputingSource(IBusinessDataSource source) : IBusinessDataSource, IDisposable
{
    public string Name => source.Name;

    public SourceAbilities Abilities => source.Abilities | SourceAbilities.Expressions;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        source.DescribeAssetAsync(asset, cancellationToken);

    public IRowReader Open(RowPlan plan) => plan.All.Any(column => column.Expression is not null) && (plan.Joins.Count > 0 || !source.Abilities.HasFlag(SourceAbilities.Expressions))
        ? new ComputingReader(plan, source)
        : source.Open(plan);

    public IBusinessDataSource Of(string space) => source.Of(space);

    public T? Offers<T>()
        where T : class => source.Offers<T>();

    public void Dispose() => (source as IDisposable)?.Dispose();
}
