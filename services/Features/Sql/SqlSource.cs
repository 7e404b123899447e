using FedMl.Features.Discovery;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Sql;

/// <summary>Business data in a database that speaks SQL: SAP HANA Cloud, and so the views that SAP Datasphere exposes.</summary>
internal sealed class SqlSource : IBusinessDataSource, IAssetSampler, IDisposable
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

    public SourceAbilities Abilities => SourceAbilities.Validity | SourceAbilities.Parameters;

    public async Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => await catalogue.ListSpacesAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => await catalogue.ListAssetsAsync(space, cancellationToken);

    public async Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken)
    {
        var columns = await catalogue.DescribeAsync(asset, cancellationToken);
        return [.. columns.Select(column => new SourceColumn(column.Name, driver.Dialect.ToValueType(column), column.TypeName, column.IsNullable, column.Scale))];
    }

    public Task<AssetSample> SampleAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken) =>
        new AssetRows(runner, catalogue, driver.Dialect, options).ReadAsync(asset, columns, rows, maxBytes, cancellationToken);

    public IRowReader Open(RowPlan plan) => new SqlReader(plan, runner, catalogue, driver.Dialect, options, time);

    public void Dispose() => runner.Dispose();
}
