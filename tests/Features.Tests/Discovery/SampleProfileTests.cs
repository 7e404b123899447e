using DuckDB.NET.Data;
using FedMl.Features.Discovery;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Discovery;

/// <summary>What is counted here is what DuckDB counts.</summary>
public sealed class SampleProfileTests : IDisposable
{
    private const string Table = """
        CREATE SCHEMA s;
        CREATE TABLE s.t AS SELECT
            (i * 7919) % 1000 - 500 AS n,
            CASE WHEN i % 10 = 0 THEN NULL ELSE sin(i) * 1e6 END AS x,
            CASE WHEN i = 3 THEN 'NaN'::DOUBLE WHEN i = 4 THEN 'Infinity'::DOUBLE ELSE i / 3 END AS odd,
            (i * 1.25)::DECIMAL(30, 10) AS dec,
            DATE '1969-12-01' + (i % 50)::INTEGER AS day,
            CASE WHEN i = 5 THEN 'infinity'::TIMESTAMP ELSE TIMESTAMP '2024-02-29 00:00:00' + INTERVAL (i) MINUTE END AS at,
            i % 3 = 0 AS truth,
            'text ' || (i % 4) AS text,
            CASE WHEN i = 1 THEN repeat('long', 100) END AS long,
            'abc'::BLOB AS bin,
            [i, 2] AS list,
            NULL::BIGINT AS none
        FROM range(1000) t(i);
        COMMENT ON TABLE s.t IS 'Everything at once';
        """;

    private readonly TempFolder folder = new();
    private readonly DuckDbSource source;

    public SampleProfileTests()
    {
        using (var owner = new DuckDBConnection($"Data Source={folder.PathOf("data.duckdb")}"))
        {
            owner.Open();
            owner.Execute(Table);
        }

        source = new DuckDbSource(Options.Create(new FeaturesOptions { Data = folder.PathOf("data.duckdb") }));
    }

    public void Dispose()
    {
        source.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Of_AllRows_IsWhatTheSourceComputes()
    {
        var asset = new AssetReference("s", "t");
        var columns = await source.DescribeAssetAsync(asset, default);
        var computed = await source.ProfileAsync(asset, columns, default);
        var sample = await source.SampleAsync(asset, columns, 1000, long.MaxValue, default);
        var counted = SampleProfile.Of(columns, sample.Values, isSample: false);

        Assert.Equal(1000, computed.Rows);
        Assert.Equal(computed.Rows, counted.Rows);
        foreach (var (ours, theirs) in counted.Columns.Zip(computed.Columns))
        {
            Assert.Equal((ours.Column, ours.Min, ours.Max), (theirs.Column, theirs.Min, theirs.Max));
            // What a column's type of ours cannot hold is a null in a sample, and DuckDB's estimate is one.
            Assert.InRange(ours.Nulls - theirs.Nulls, 0, ours.Column.Name == "at" ? 1 : 0);
            Assert.InRange(theirs.Distinct!.Value, ours.Distinct!.Value * 0.8, ours.Distinct.Value * 1.2);
            if (HistogramAxis.Has(ours.Column.Type) || ours.Column.Name is "text" or "truth" or "long")
            {
                Assert.Equal(ours.Bars, theirs.Bars);
            }
        }

        Assert.Contains(computed.Columns, column => column.Bars.Count == HistogramAxis.MostBars);
    }

    [Fact]
    public async Task ListLabelledAssets_CommentOnATable_IsItsLabel() =>
        Assert.Equal([("t", "Everything at once")], await source.ListLabelledAssetsAsync("s", default));

    [Fact]
    public async Task SampleAsync_ManyRows_StopAtTheLimit()
    {
        var asset = new AssetReference("s", "t");
        var columns = await source.DescribeAssetAsync(asset, default);
        Assert.All((await source.SampleAsync(asset, columns, 7, long.MaxValue, default)).Values, column => Assert.Equal(7, column.Count));
    }
}
