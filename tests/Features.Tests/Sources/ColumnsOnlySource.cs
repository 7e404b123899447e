using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Sources;

/// <summary>Another source's columns, and none of its abilities but those for people.</summary>
internal sealed class ColumnsOnlySource(IBusinessDataSource source) : IBusinessDataSource, IDisposable
{
    public string Name => source.Name;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) => source.DescribeAssetAsync(asset, cancellationToken);

    public IRowReader Open(RowPlan plan) => plan.All.Any(column => column.Expression is not null)
        ? throw new NotSupportedException("An expression came through to a source that has none.")
        : source.Open(plan);

    public T? Offers<T>()
        where T : class => source.Offers<T>();

    public void Dispose() => ((IDisposable)source).Dispose();
}
