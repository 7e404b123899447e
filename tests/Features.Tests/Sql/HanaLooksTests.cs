using FedMl.Features.Duckdb;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Sql;

/// <summary>What people's looks ask of SAP HANA, by the very text that it gets.</summary>
public sealed class HanaLooksTests : IDisposable
{
    private static readonly AssetReference Orders = new("SALES", "ORDERS");
    private readonly HanaServer server = new();

    public HanaLooksTests() => server.Owner.Execute(
        """
        CREATE SCHEMA "SALES"; CREATE TABLE "SALES"."ORDERS" ("I""D" VARCHAR, "AMOUNT" DECIMAL(9, 2), "DAY" DATE, "BIN" BLOB);
        INSERT INTO "SALES"."ORDERS" VALUES ('a', 1.00, '2024-02-28', NULL), ('a', 3.00, '2024-03-01', '\x01'), (NULL, 2.00, '2024-02-29', '\x02');
        COMMENT ON TABLE "SALES"."ORDERS" IS 'Sales orders';
        CREATE VIEW "SALES"."OPEN_ORDERS" AS SELECT * FROM "SALES"."ORDERS";
        INSERT INTO "SYS"."VIEW_PARAMETERS" VALUES ('SALES', 'OPEN_ORDERS', 'P_DATE', 'FALSE');
        """);

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task ListLabelledAssetsAsync_Comments_AreLabels()
    {
        using var source = server.Open();
        Assert.Equal([("OPEN_ORDERS", ""), ("ORDERS", "Sales orders")], await source.ListLabelledAssetsAsync("SALES", default));
    }

    [Fact]
    public async Task SampleAsync_Statement_HasALimitAndOnlyWhatIsAsked()
    {
        using var source = server.Open();
        var columns = await source.DescribeAssetAsync(Orders, default);
        server.Log.Clear();
        await source.SampleAsync(Orders, [columns[1], columns[0]], 2, long.MaxValue, default);
        Assert.Equal("""SELECT "AMOUNT", "I""D" FROM "SALES"."ORDERS" LIMIT 2""", Assert.Single(Asked()));
    }

    [Fact]
    public async Task ProfileAsync_Statements_AreOneForRangesOneForBarsAndOneForEachText()
    {
        using var source = server.Open();
        var columns = await source.DescribeAssetAsync(Orders, default);
        server.Log.Clear();
        var profile = await source.ProfileAsync(Orders, columns, default);

        Assert.Equal([1L, 0, 0, 1], profile.Columns.Select(column => column.Nulls));
        Assert.Equal([1L, 3, 3, 2], profile.Columns.Select(column => column.Distinct!.Value));
        Assert.Equal([1L, 0, 0, 0, 0, 1, 0, 0, 0, 1], profile.Columns[1].Bars.Select(bar => bar.Count));
        var asked = Asked();
        Assert.Equal(3, asked.Length);
        Assert.StartsWith(
            "SELECT \"rows\", \"nulls0\", \"distinct0\", \"min0\", \"max0\", \"nulls1\", \"distinct1\", \"min1\", \"max1\", \"nulls2\", \"distinct2\", \"min2\", \"max2\", \"nulls3\", \"distinct3\" "
            + "FROM (SELECT COUNT(*) AS \"rows\", COUNT(CASE WHEN \"I\"\"D\" IS NULL THEN 1 END) AS \"nulls0\", COUNT(DISTINCT \"I\"\"D\") AS \"distinct0\", MIN(\"I\"\"D\") AS \"min0\", ",
            asked[0],
            StringComparison.Ordinal);
        Assert.EndsWith(" FROM \"SALES\".\"ORDERS\") AS \"figures\"", asked[0], StringComparison.Ordinal);
        Assert.Contains("COUNT(CASE WHEN CAST(\"AMOUNT\" AS DOUBLE) < 2.0000000000000000E+000 THEN 1 END) AS \"c0_5\"", asked[1], StringComparison.Ordinal);
        // A day that begins before an edge counts as below it, and an edge at midnight is none.
        Assert.Contains("COUNT(CASE WHEN \"DAY\" <= ? THEN 1 END) AS \"c1_1\"", asked[1], StringComparison.Ordinal);
        Assert.Contains("COUNT(CASE WHEN \"DAY\" < ? THEN 1 END) AS \"c1_5\"", asked[1], StringComparison.Ordinal);
        Assert.Equal(
            "SELECT \"value\", \"count\" FROM (SELECT \"I\"\"D\" AS \"value\", COUNT(*) AS \"count\" FROM \"SALES\".\"ORDERS\" WHERE \"I\"\"D\" IS NOT NULL "
            + "GROUP BY \"I\"\"D\" ORDER BY COUNT(*) DESC, \"I\"\"D\" LIMIT 10) AS \"figures\"",
            asked[2]);
    }

    [Fact]
    public async Task Look_AssetWithParameters_SaysSo()
    {
        using var source = server.Open();
        var asset = new AssetReference("SALES", "OPEN_ORDERS");
        var columns = await source.DescribeAssetAsync(asset, default);
        Assert.Contains("parameters", (await Assert.ThrowsAsync<SourceUnavailableException>(() => source.SampleAsync(asset, columns, 1, 1, default))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SourceUnavailableException>(() => source.ProfileAsync(asset, columns, default));
    }

    [Fact]
    public async Task Look_ColumnIsGoneMeanwhile_SaysSo()
    {
        using var source = server.Open();
        var columns = await source.DescribeAssetAsync(Orders, default);
        server.Owner.Execute("""ALTER TABLE "SALES"."ORDERS" DROP COLUMN "DAY" """);
        await Assert.ThrowsAsync<SourceUnavailableException>(() => source.SampleAsync(Orders, columns, 1, 1, default));
        await Assert.ThrowsAsync<SourceUnavailableException>(() => source.ProfileAsync(Orders, columns, default));
    }

    // Without the catalogue's own and without the time-out that is written before each.
    private string[] Asked() => [.. server.Log.Where(entry => entry.Contains("\"SALES\"", StringComparison.Ordinal)).Select(entry => entry[(entry.IndexOf(' ', StringComparison.Ordinal) + 1)..])];
}
