using FedMl.Features.Sources;

namespace FedMl.Features.Predictions;

/// <summary>Business data, and beside them the space of predictions. That space is the store's, whatever else has its name.</summary>
internal sealed class ReadablePredictions(IBusinessDataSource business, IBusinessDataSource predictions, string schema) : IBusinessDataSource, IDisposable
{
    public string Name => business.Name;

    public SourceAbilities Abilities => business.Abilities & predictions.Abilities;

    // A store that cannot be read now hides no business data.
    public async Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) =>
        [.. (await business.ListSpacesAsync(cancellationToken)).Append(schema).Distinct().Order(StringComparer.Ordinal)];

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => Of(space).ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        Of(asset.Space).DescribeAssetAsync(asset, cancellationToken);

    public IRowReader Open(RowPlan plan) => Of(plan.Asset.Space).Open(plan);

    public IBusinessDataSource Of(string space) => space == schema ? predictions : business;

    public void Dispose()
    {
        (business as IDisposable)?.Dispose();
        (predictions as IDisposable)?.Dispose();
    }
}
