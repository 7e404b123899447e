using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Views;

/// <summary>A source whose reader of one asset fails in a way that nobody expects, and that of another never ends.</summary>
internal sealed class BrokenSource(IBusinessDataSource source, string brokenAsset, string stuckAsset) : IBusinessDataSource
{
    public string Name => source.Name;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        source.DescribeAssetAsync(asset, cancellationToken);

    public IRowReader Open(RowPlan plan) =>
        plan.Asset.Asset == brokenAsset ? new BrokenReader()
        : plan.Asset.Asset == stuckAsset ? new StuckReader()
        : source.Open(plan);

    private sealed class StuckReader : IRowReader
    {
        private readonly TaskCompletionSource<IReadOnlyList<PlanFault>> never = new();

        public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => never.Task;

        public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class BrokenReader : IRowReader
    {
        public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => throw new InvalidCastException("secret 4711");

        public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) => throw new InvalidCastException();

        public void Dispose()
        {
        }
    }
}
