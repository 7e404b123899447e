using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;
using FedMl.Features.Tests.Duckdb;
using FedMl.Features.Tests.Sources;

namespace FedMl.Features.Tests.Sql;

/// <summary>The adapter on a driver that is not SAP's.</summary>
public class SqlOnDuckDbTests : RowScannerContract
{
    protected virtual int ScanPageRows => 50_000;

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
        return new SqlSource(driver, new SqlOptions { PasswordFile = folder.Write("password", "secret"), MetadataSeconds = 0, ScanPageRows = ScanPageRows }, TimeProvider.System);
    }

    protected override void Close()
    {
        owner.Dispose();
        folder.Dispose();
    }
}

/// <summary>A page ends behind, in and before every key.</summary>
public sealed class SqlInPagesOfTwoTests : SqlOnDuckDbTests
{
    protected override int ScanPageRows => 2;
}

public sealed class SqlInPagesOfThreeTests : SqlOnDuckDbTests
{
    protected override int ScanPageRows => 3;
}
