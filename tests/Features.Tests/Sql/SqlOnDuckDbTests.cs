using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;
using FedMl.Features.Tests.Duckdb;
using FedMl.Features.Tests.Sources;

namespace FedMl.Features.Tests.Sql;

/// <summary>The adapter on a driver that is not SAP's.</summary>
public sealed class SqlOnDuckDbTests : AssetLookContract
{
    private readonly TempFolder folder = new();
    private readonly DuckDBConnection owner;

    public SqlOnDuckDbTests()
    {
        owner = new DuckDBConnection($"Data Source={folder.PathOf("data.duckdb")}");
        owner.Open();
    }

    protected override void Put(TestAsset asset) => owner.Execute(
        $"CREATE SCHEMA IF NOT EXISTS {DuckDbSql.Name(asset.Space)}; CREATE OR REPLACE TABLE {DuckDbSql.Name(asset.Space)}.{DuckDbSql.Name(asset.Name)} AS {DuckDbContract.Select(asset)}");

    protected override void Remove(TestAsset asset) => owner.Execute($"DROP TABLE {DuckDbSql.Name(asset.Space)}.{DuckDbSql.Name(asset.Name)}");

    private protected override IBusinessDataSource OpenSource()
    {
        var driver = new SqlDriver(DuckDBClientFactory.Instance, new DuckDbDialect(), Blocks: true, Pools: false, _ => owner.ConnectionString);
        return new SqlSource(driver, new SqlOptions { PasswordFile = folder.Write("password", "secret"), MetadataSeconds = 0 }, TimeProvider.System);
    }

    protected override void Close()
    {
        owner.Dispose();
        folder.Dispose();
    }
}
