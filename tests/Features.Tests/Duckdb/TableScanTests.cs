using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Duckdb;

public sealed class TableScanTests : IDisposable
{
    private const int Rows = 20_000;
    private static readonly AssetReference Asset = new("main", "A");

    private readonly TempFolder folder = new();
    private readonly DuckDbEngine engine;

    public TableScanTests()
    {
        // Keys of which three rows in a thousand are the same, in no order; texts of different length.
        using (var connection = new DuckDBConnection($"Data Source={folder.PathOf("data.duckdb")}"))
        {
            connection.Open();
            connection.Execute($"CREATE TABLE A AS SELECT 'k' || ((i * 7919) % 13) AS k, (i * 104729) % {Rows} AS n, repeat('x', (i % 50)::INTEGER) AS t FROM range({Rows}) r(i)");
        }

        engine = new DuckDbEngine(new FeaturesOptions(), folder.PathOf("data.duckdb"));
    }

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(400_000)]
    [InlineData(20_000)]
    [InlineData(1)]
    public async Task ReadAsync_SortedInAnyNumberOfRanges_IsEachRowOnceInOrder(long rangeBytes)
    {
        RowPlan plan = new(Asset, [new("k", ValueType.String), new("n", ValueType.Int64)], [new("t", ValueType.String)], null);
        using var asset = new DatabaseAssets(new ReadDatabase(folder.PathOf("data.duckdb"), engine), engine).Open(Asset, withTypes: true, default);
        var bound = new PlanBinding(asset).Bind(plan);
        using var rows = new RowsInDuckDb(plan, bound, asset, engine, new LoadedSize(Rows, Rows * 60, 0), rangeBytes);

        var batches = await rows.ScanAsync(new ScanRequest([0], DateTimeOffset.UnixEpoch, null, null, Rows, long.MaxValue), default).ToArrayAsync();

        var keys = batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => (Text(batch.Keys[0], row), Number(batch.Keys[1], row)))).ToList();
        var expected = Enumerable.Range(0, Rows).Select(i => ($"k{i * 7919L % 13}", i * 104729L % Rows));
        Assert.Equal(expected.OrderBy(key => key.Item1, StringComparer.Ordinal).ThenBy(key => key.Item2), keys);
    }

    private static string Text(ColumnValues column, int row) => ((ColumnValues<string>)column)[row];

    private static long Number(ColumnValues column, int row) => ((ColumnValues<long>)column)[row];
}
