using FedMl.Features.Discovery;
using FedMl.Features.Joins;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Drivers;
using FedMl.Features.Sql.Profiles;

namespace FedMl.Features.Sql;

/// <summary>Business data in a database that speaks SQL: SAP HANA Cloud, and so the views that SAP Datasphere exposes.</summary>
internal sealed class SqlSource : IBusinessDataSource, ILabelledAssets, IAssetSampler, IAssetProfiler, IDisposable
{
    private readonly SqlDriver driver;
    private readonly SqlOptions options;
    private readonly TimeProvider time;
    private readonly SqlRunner runner;
    private readonly Catalogue catalogue;

    public SqlSource(SqlDriver driver, SqlOptions options, TimeProvider time)
    {
        (this.driver, this.options, this.time) = (driver, options, time);
        runner = new SqlRunner(driver, options, time);
        catalogue = new Catalogue(runner, driver.Dialect, options);
    }

    public string Name => "sql";

    public SourceAbilities Abilities => SourceAbilities.Validity | SourceAbilities.Parameters | SourceAbilities.Joins;

    public async Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => await catalogue.ListSpacesAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) =>
        [.. (await catalogue.ListAssetsAsync(space, cancellationToken)).Select(asset => asset.Name)];

    public async Task<IReadOnlyList<(string Name, string Label)>> ListLabelledAssetsAsync(string space, CancellationToken cancellationToken) =>
        await catalogue.ListAssetsAsync(space, cancellationToken);

    public async Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken)
    {
        var columns = await catalogue.DescribeAsync(asset, cancellationToken);
        return [.. columns.Select(column => new SourceColumn(column.Name, driver.Dialect.ToValueType(column), column.TypeName, column.IsNullable, column.Scale))];
    }

    public async Task<AssetSample> SampleAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken)
    {
        var stored = await catalogue.FindAsync(asset, columns, cancellationToken);
        return await new AssetRows(runner, driver.Dialect, options).ReadAsync(asset, stored, rows, maxBytes, cancellationToken);
    }

    public async Task<AssetProfile> ProfileAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken)
    {
        var stored = await catalogue.FindAsync(asset, columns, cancellationToken);
        var figures = new AssetFigures(new ProfiledAsset(runner, driver.Dialect, options, asset));
        var profiled = columns.Zip(stored, (column, found) => new ProfiledColumn(column, found, driver.Dialect.Read(found, column.Type)!, driver.Dialect.MatchTime(found)));
        return await figures.ComputeAsync([.. profiled], cancellationToken);
    }

    public IRowReader Open(RowPlan plan)
    {
        var reader = new SqlReader(plan, runner, catalogue, driver.Dialect, options, time);
        return plan.Joins.Count == 0 ? reader : new JoinedSqlReader(reader, new JoiningReader(new JoinedPlan(plan), this));
    }

    public void Dispose() => runner.Dispose();
}
