using DuckDB.NET.Data;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Duckdb;

/// <summary>Business data in a folder of CSV and Parquet files, or in a DuckDB file.</summary>
internal sealed class DuckDbSource : IBusinessDataSource, ILabelledAssets, IAssetSampler, IAssetProfiler, IDisposable
{
    private readonly FeaturesOptions options;
    private readonly DuckDbEngine engine;
    private readonly IAssets assets;
    private readonly bool ownsEngine = true;

    // A few that take long leave room for the others.
    private readonly SemaphoreSlim turns = new(8);

    public DuckDbSource(IOptions<FeaturesOptions> options)
    {
        this.options = options.Value;
        var data = RealPath.Of(this.options.Data);
        engine = new DuckDbEngine(this.options, data);
        assets = Directory.Exists(data) ? new FolderAssets(data, engine) : new DatabaseAssets(new ReadDatabase(data, engine), engine);
    }

    /// <summary>Over what an engine that somebody else disposes of reads.</summary>
    public DuckDbSource(FeaturesOptions options, DuckDbEngine engine, IAssets assets) => (this.options, this.engine, this.assets, ownsEngine) = (options, engine, assets, false);

    public string Name => "duckdb";

    public SourceAbilities Abilities => SourceAbilities.Expressions | SourceAbilities.Validity;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => Run(assets.ListSpaces, cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) =>
        Run(() => assets.ListAssets(space), cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        Run(() => Describe(asset, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<(string Name, string Label)>> ListLabelledAssetsAsync(string space, CancellationToken cancellationToken) =>
        Run(() => assets.ListLabelledAssets(space), cancellationToken);

    public Task<AssetSample> SampleAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken) =>
        Run(
            () =>
            {
                using var open = assets.Open(asset, withTypes: true, cancellationToken);
                return new AssetRows(open).Read(columns, rows, maxBytes, cancellationToken);
            },
            cancellationToken);

    public Task<AssetProfile> ProfileAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken) =>
        Run(
            () =>
            {
                using var open = assets.Open(asset, withTypes: true, cancellationToken);
                return new AssetFigures(open, columns).Compute();
            },
            cancellationToken);

    public IRowReader Open(RowPlan plan) => new DuckDbReader(plan, assets, engine, options, turns);

    public void Dispose()
    {
        if (ownsEngine)
        {
            engine.Dispose();
        }

        turns.Dispose();
    }

    private static Task<T> Run<T>(Func<T> read, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return read();
            }
            catch (Exception exception) when (exception is DuckDBException or IOException or UnauthorizedAccessException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new SourceUnavailableException($"The source cannot be read: {DuckDbErrors.Describe(exception)}.", exception);
            }
        },
        cancellationToken);

    private IReadOnlyList<SourceColumn> Describe(AssetReference asset, CancellationToken cancellationToken)
    {
        using var open = assets.Open(asset, withTypes: true, cancellationToken);
        return [.. open.Columns.Select(DuckDbTypes.ToSourceColumn)];
    }
}
