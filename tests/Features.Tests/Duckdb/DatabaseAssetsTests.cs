using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Duckdb;

public sealed class DatabaseAssetsTests : IDisposable
{
    private static readonly AssetReference Asset = new("main", "A");

    private readonly TempFolder folder = new();
    private readonly DuckDbEngine engine;
    private readonly DatabaseAssets assets;

    public DatabaseAssetsTests()
    {
        Write("data.duckdb", "id");
        engine = new DuckDbEngine(new FeaturesOptions(), folder.PathOf("data.duckdb"));
        assets = new DatabaseAssets(new ReadDatabase(folder.PathOf("data.duckdb"), engine), engine);
    }

    [Fact]
    public async Task Open_WhileAnotherReads_DoesNotWait()
    {
        using var first = Open();
        using var second = await Task.Run(Open).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(["id"], second.Columns.Select(column => column.Name));
    }

    [Fact]
    public void Open_FileReplacedWhileAnotherReads_IsUnavailableUntilThatEnds()
    {
        Write("new.duckdb", "other");
        using (Open())
        {
            File.Move(folder.PathOf("new.duckdb"), folder.PathOf("data.duckdb"), overwrite: true);

            Assert.Throws<SourceUnavailableException>(Open);
        }

        using var later = Open();
        Assert.Equal(["other"], later.Columns.Select(column => column.Name));
    }

    [Fact]
    public async Task Refresh_ViewThatTakesTooLong_IsStoppedAndNamed()
    {
        using (var connection = new DuckDBConnection($"Data Source={folder.PathOf("slow.duckdb")}"))
        {
            connection.Open();
            connection.Execute("CREATE VIEW A AS SELECT 1 AS id, (SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b) AS x");
        }

        using var source = new DuckDbSource(Options.Create(new FeaturesOptions { Data = folder.PathOf("slow.duckdb"), LoadTimeoutSeconds = 1 }));
        using var reader = source.Open(new RowPlan(Asset, [new PlanColumn("id", ValueType.Int64)], [new PlanColumn("x", ValueType.Decimal)], null));
        var fault = Assert.Single(await reader.RefreshAsync(default));

        Assert.Equal("reading it took longer than 1 seconds (Features:LoadTimeoutSeconds)", fault.Description);
    }

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
    }

    private OpenAsset Open() => assets.Open(Asset, withTypes: false, CancellationToken.None);

    private void Write(string file, string column)
    {
        using (var connection = new DuckDBConnection($"Data Source={folder.PathOf(file)}"))
        {
            connection.Open();
            connection.Execute($"CREATE TABLE A AS SELECT 1 AS {column}");
        }

        folder.Touch(folder.PathOf(file));
    }
}
