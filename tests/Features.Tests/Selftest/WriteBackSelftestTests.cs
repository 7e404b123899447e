using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Predictions;
using FedMl.Features.Selftest;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;
using FedMl.Features.Tests.Sql;

namespace FedMl.Features.Tests.Selftest;

/// <summary>Whether predictions can be written is tried, and nothing is left of it.</summary>
public sealed class WriteBackSelftestTests : IDisposable
{
    private readonly TempFolder folder = new();

    public WriteBackSelftestTests()
    {
        folder.Write("data/S/A.csv", "id,x\n1,2\n");
        Directory.CreateDirectory(folder.PathOf("views"));
        Directory.CreateDirectory(folder.PathOf("parquet"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_NoTarget_SaysNothingOfPredictions() => Assert.DoesNotContain("predictions", (await RunAsync()).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Run_DuckDbFile_IsWrittenAndNothingIsLeft()
    {
        using (var owner = new DuckDBConnection($"Data Source={folder.PathOf("p.duckdb")}"))
        {
            owner.Open();
            owner.Execute("CREATE SCHEMA PREDICTIONS; CREATE TABLE PREDICTIONS.OTHER (id VARCHAR)");
            owner.Execute("CREATE TABLE PREDICTIONS.RIGHT_ONE (run_id VARCHAR, model VARCHAR, model_version VARCHAR, id VARCHAR, written_at TIMESTAMP, PRIMARY KEY (run_id, id))");
        }

        var run = await RunAsync("--Predictions:Target", "DuckDb", "--Predictions:Path", folder.PathOf("p.duckdb"));
        run.Has("ok", "predictions, schema PREDICTIONS", "created, written and removed");
        run.Has("ok", "predictions, tables", "1 take predictions; others are OTHER");
        Assert.Equal(0, run.ExitCode);
        using var after = new DuckDBConnection($"Data Source={folder.PathOf("p.duckdb")}");
        after.Open();
        Assert.Equal(["OTHER", "RIGHT_ONE"], after.Query("SELECT table_name FROM duckdb_tables() ORDER BY 1", row => row.GetString(0)));
    }

    [Fact]
    public async Task Run_ParquetFolder_IsWrittenAndNothingIsLeft()
    {
        var run = await RunAsync("--Predictions:Target", "Parquet", "--Predictions:Path", folder.PathOf("parquet"));
        run.Has("ok", "predictions, schema PREDICTIONS");
        run.Has("ok", "predictions, tables", "0 take predictions");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["PREDICTIONS"], Directory.EnumerateFileSystemEntries(folder.PathOf("parquet"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Run_FileIsNoDatabase_FailsAtTheWrite()
    {
        var run = await RunAsync("--Predictions:Target", "DuckDb", "--Predictions:Path", folder.Write("p.duckdb", "no database"));
        run.FailedAt("predictions, schema PREDICTIONS", "cannot be written", "p.duckdb");
        run.Has("not checked", "predictions, tables");
        run.Has("ok", "catalog");
    }

    [Fact]
    public async Task Run_AsManyTablesAsMayBe_SaysWhichLimit()
    {
        using (var owner = new DuckDBConnection($"Data Source={folder.PathOf("p.duckdb")}"))
        {
            owner.Open();
            owner.Execute("CREATE SCHEMA PREDICTIONS; CREATE TABLE PREDICTIONS.OTHER (id VARCHAR)");
        }

        (await RunAsync("--Predictions:Target", "DuckDb", "--Predictions:Path", folder.PathOf("p.duckdb"), "--Predictions:MaxTables", "1"))
            .FailedAt("predictions, schema PREDICTIONS", "as many as may be", "Predictions:MaxTables");
    }

    [Fact]
    public async Task Run_DatabaseUserMayNotWrite_SaysWhichRight()
    {
        using var door = Door.ThatOpens();
        using var server = new HanaServer(door.Port);
        server.Owner.Execute($"CREATE SCHEMA \"{HanaServer.User}\"");
        server.Fault = statement => statement.StartsWith("CREATE", StringComparison.Ordinal) ? 258 : 0;
        var run = await RunAsync(
            "--Predictions:Target", "Sql", "--Predictions:Schema", HanaServer.User, "--Features:Sql:Driver", "Sap", "--Features:Sql:DriverPath", HanaServer.DriverFolder, "--Features:Sql:Host", "localhost",
            "--Features:Sql:Port", $"{server.Port}", "--Features:Sql:Tls", "false", "--Features:Sql:User", HanaServer.User, "--Features:Sql:PasswordFile", server.Options.PasswordFile, "--Features:Sql:Retries", "0");
        run.FailedAt($"predictions, schema {HanaServer.User}", "", "Enable Write Access");
        Assert.DoesNotContain(server.Log, entry => entry.StartsWith("DROP", StringComparison.Ordinal));
        Assert.DoesNotContain(HanaServer.Password, run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_OverSql_WriteAndLeaveNothing()
    {
        using var owner = new DuckDBConnection($"Data Source={folder.PathOf("sql.duckdb")}");
        owner.Open();
        owner.Execute("CREATE SCHEMA PREDICTIONS");
        var driver = new SqlDriver(DuckDBClientFactory.Instance, new DuckDbDialect(), Blocks: true, Pools: false, _ => owner.ConnectionString);
        var (sql, options) = (new SqlOptions { PasswordFile = folder.Write("password", "secret"), MetadataSeconds = 0 }, new PredictionOptions { Target = PredictionTarget.Sql });
        using var source = new SqlSource(driver, sql, TimeProvider.System);
        using var store = new SqlStore(driver, sql, options, TimeProvider.System, source);
        foreach (var check in new WriteBackChecks(store, options, source, TimeProvider.System).All)
        {
            Assert.Equal((Outcome.Ok, ""), await check.FindAsync(default) is var found ? (found.Outcome, found.Advice) : default);
        }

        Assert.Equal(0, owner.Query("SELECT count(*) FROM duckdb_tables()", row => row.GetInt64(0))[0]);
    }

    private Task<Run> RunAsync(params string[] args) => Run.OfAsync(["--Features:FeatureViews", folder.PathOf("views"), "--Features:Data", folder.PathOf("data"), .. args]);
}
