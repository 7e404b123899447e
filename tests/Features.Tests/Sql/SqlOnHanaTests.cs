using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Tests.Duckdb;
using FedMl.Features.Tests.Sources;

namespace FedMl.Features.Tests.Sql;

/// <summary>The whole road to SAP HANA but its server: driver found by its names, connection string, dialect, types.</summary>
public sealed class SqlOnHanaTests : RowScannerContract
{
    private readonly HanaServer server = new();

    protected override void Put(TestAsset asset)
    {
        // TIMESTAMP has no zone in SAP HANA.
        var select = DuckDbContract.Select(asset).Replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMP", StringComparison.Ordinal);
        server.Owner.Execute($"CREATE SCHEMA IF NOT EXISTS {DuckDbSql.Name(asset.Space)}; CREATE OR REPLACE TABLE {DuckDbSql.Name(asset.Space)}.{DuckDbSql.Name(asset.Name)} AS {select}");
    }

    protected override void Remove(TestAsset asset) => server.Owner.Execute($"DROP TABLE {DuckDbSql.Name(asset.Space)}.{DuckDbSql.Name(asset.Name)}");

    private protected override IBusinessDataSource OpenSource() => server.Open();

    protected override void Close() => server.Dispose();
}
