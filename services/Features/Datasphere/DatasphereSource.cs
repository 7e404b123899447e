using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Datasphere.Rows;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Datasphere;

/// <summary>Business data in SAP Datasphere, read by OData where it is.</summary>
internal sealed class DatasphereSource : IBusinessDataSource, ILabelledAssets, IAssetSampler, IDisposable
{
    private readonly DatasphereOptions options;
    private readonly TimeProvider time;
    private readonly ReadPipelines pipelines;
    private readonly AccessTokens tokens;
    private readonly DatasphereClient client;
    private readonly DatasphereCatalog catalog;
    private readonly AssetSchemas schemas;

    public DatasphereSource(IHttpClientFactory clients, IOptions<FeaturesOptions> options, DatasphereMetrics metrics, TimeProvider time)
    {
        this.options = options.Value.Datasphere;
        this.time = time;
        pipelines = new ReadPipelines(this.options, metrics, time);
        tokens = new AccessTokens(clients, this.options, metrics, time);
        client = new DatasphereClient(clients, tokens, pipelines.OfCatalog, this.options, time);
        catalog = new DatasphereCatalog(client, this.options, time);
        schemas = new AssetSchemas(client, catalog);
    }

    public string Name => "odata";

    public SourceAbilities Abilities => SourceAbilities.Validity | SourceAbilities.Parameters;

    /// <summary>Gets a token, and tells by how much the clock of whoever issues it is ahead of this machine's; null: it did not say.</summary>
    /// <exception cref="UpstreamException">There is none to be had.</exception>
    public async Task<TimeSpan?> SignInAsync(CancellationToken cancellationToken)
    {
        await tokens.GetAsync(cancellationToken);
        return tokens.ClockSkew;
    }

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => catalog.ListSpacesAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) =>
        [.. (await catalog.ListAssetsAsync(space, cancellationToken)).Select(asset => asset.Name)];

    public async Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        [.. (await schemas.ReadAsync(asset, cancellationToken)).Columns.Select(column => column.ToSourceColumn())];

    public async Task<IReadOnlyList<(string Name, string Label)>> ListLabelledAssetsAsync(string space, CancellationToken cancellationToken) =>
        [.. (await catalog.ListAssetsAsync(space, cancellationToken)).Select(asset => (asset.Name, asset.Label))];

    public Task<AssetSample> SampleAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken) =>
        new AssetRows(schemas, client).ReadAsync(asset, columns, rows, maxBytes, cancellationToken);

    public IRowReader Open(RowPlan plan)
    {
        var own = client.Through(pipelines.Of(plan.Asset));
        return new DatasphereReader(plan, new AssetSchemas(own, catalog), own, options, time);
    }

    public void Dispose() => pipelines.Dispose();
}
