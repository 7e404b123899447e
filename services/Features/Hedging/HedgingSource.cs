using FedMl.Features.Sources;

namespace FedMl.Features.Hedging;

/// <summary>A source whose reads of features are hedged, all within one budget.</summary>
internal sealed class HedgingSource(IBusinessDataSource source, HedgingOptions options, FeaturesMetrics metrics, TimeProvider time) : IBusinessDataSource, IDisposable
{
    private readonly RetryBudget budget = new(options.BudgetPercent);

    public string Name => source.Name;

    public SourceAbilities Abilities => source.Abilities;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        source.DescribeAssetAsync(asset, cancellationToken);

    public IRowReader Open(RowPlan plan) => new HedgedReader(source.Open(plan), options, budget, metrics, time);

    public IBusinessDataSource Of(string space) => source.Of(space);

    public T? Offers<T>()
        where T : class => source.Offers<T>();

    public void Dispose() => (source as IDisposable)?.Dispose();
}
