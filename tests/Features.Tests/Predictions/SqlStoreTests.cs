using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Predictions;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;
using FedMl.Features.Tests.Sql;
using FedMl.Protos.Errors.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Predictions;

/// <summary>The SQL store over a driver that is not SAP's.</summary>
public sealed class SqlStoreTests : PredictionStoreContract
{
    private readonly TempFolder folder = new();
    private readonly DuckDBConnection owner;

    public SqlStoreTests()
    {
        owner = new DuckDBConnection($"Data Source={folder.PathOf("data.duckdb")}");
        owner.Open();
        owner.Execute($"CREATE SCHEMA {Schema}");
    }

    protected override bool TakesAnyDouble => false;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await owner.DisposeAsync();
        folder.Dispose();
    }

    // The options name no driver of ours, so that the store is put in their place.
    private protected override string[] Arguments(string folder) => ["--Predictions:Target", "DuckDb", "--Predictions:Path", Path.Combine(folder, "unused.duckdb")];

    private protected override void Replace(IServiceCollection services) => services.AddSingleton<IPredictionStore>(provider =>
    {
        var driver = new SqlDriver(DuckDBClientFactory.Instance, new DuckDbDialect(), Blocks: true, Pools: false, _ => owner.ConnectionString);
        var options = new SqlOptions { PasswordFile = folder.Write("password", "secret"), MetadataSeconds = 0 };
        var time = provider.GetRequiredService<TimeProvider>();
        return new SqlStore(driver, options, provider.GetRequiredService<IOptions<PredictionOptions>>().Value, time, new SqlSource(driver, options, time));
    });

    [Fact]
    public async Task Write_TableOfSomebodyElse_IsNotTouched()
    {
        owner.Execute("CREATE SCHEMA OTHER; CREATE TABLE OTHER.CHURN (id VARCHAR)");
        owner.Execute($"CREATE TABLE {Schema}.CHURN AS SELECT 1 AS id");
        Assert.Equal(ErrorReason.TableMismatch, (await FailsAsync(Run(), Batch(("a", 1)))).Reason);
        Assert.Equal(0, owner.Query("SELECT count(*) FROM OTHER.CHURN", row => row.GetInt64(0))[0]);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Write_TableWithoutThePrimaryKey_NamesItsColumns()
    {
        await WriteAsync(Run(), Batch(("a", 1)));
        owner.Execute($"CREATE TABLE {Schema}.COPY AS SELECT * FROM {Schema}.CHURN");
        Assert.Equal(["run_id", "id"], (await FailsAsync(Run(table: "COPY"), Batch(("b", 1)))).Faults.Select(fault => fault.Field));
    }

    [Fact]
    public async Task Write_SchemaIsNotThere_SaysWhoGrantsIt()
    {
        owner.Execute($"DROP SCHEMA {Schema}");
        Assert.Equal(ErrorReason.SourceAccessDenied, (await FailsAsync(Run(), Batch(("a", 1)))).Reason);
    }
}
