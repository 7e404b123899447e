using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;
using PlanBinding = FedMl.Features.Sql.Statements.PlanBinding;

namespace FedMl.Features.Tests.Sql;

/// <summary>The very text that SAP HANA gets of scans and histories, and what its partitions let through.</summary>
public sealed class ScanStatementTests
{
    private static readonly DateTimeOffset AsOf = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void Page_CompositeKeyAndEventTime_GoesOnBehindKeyAndTime()
    {
        var after = new ScanPlace([Texts("p"), Numbers(7)], 0, Timestamps.FromDateTimeOffset(AsOf));
        var statement = ScanStatement.Page(new HanaDialect(), Plan("AT"), All(), after, 10);
        Assert.Equal(
            "SELECT \"PLANT\" AS \"c0\", \"LINE\" AS \"c1\", \"X\" AS \"c2\", \"AT\" AS \"c3\" FROM \"SALES\".\"ORDERS\" WHERE \"PLANT\" IS NOT NULL AND \"LINE\" IS NOT NULL AND \"AT\" <= ? "
            + "AND (\"PLANT\" >= ? AND (\"PLANT\" > ? OR (\"PLANT\" = ? AND (\"LINE\" >= ? AND (\"LINE\" > ? OR (\"LINE\" = ? AND \"AT\" > ?)))))) ORDER BY \"PLANT\", \"LINE\", \"AT\" LIMIT 10",
            statement.Text);
        Assert.Equal<object>([AsOf.UtcDateTime, "p", "p", "p", 7L, 7L, 7L, AsOf.UtcDateTime.AddTicks(9)], statement.Parameters);
    }

    [Fact]
    public void Page_AfterWholeKey_GoesOnBehindAllItsTimes()
    {
        var statement = ScanStatement.Page(new HanaDialect(), Plan("AT"), All(), new ScanPlace([Texts("p"), Numbers(7)], 0, null), 10);
        Assert.Contains("(\"PLANT\" >= ? AND (\"PLANT\" > ? OR (\"PLANT\" = ? AND \"LINE\" > ?)))", statement.Text, StringComparison.Ordinal);
        Assert.Equal<object>([AsOf.UtcDateTime, "p", "p", "p", 7L], statement.Parameters);
    }

    [Theory]
    [InlineData("p", 3_000_000_000, "(\"PLANT\" >= ? AND (\"PLANT\" > ? OR (\"PLANT\" = ? AND 1 = 0)))", "p,p,p")]
    [InlineData("p", -3_000_000_000, "(\"PLANT\" >= ? AND (\"PLANT\" > ? OR (\"PLANT\" = ? AND 1 = 1)))", "p,p,p")]
    [InlineData("plant", 1, "AND \"PLANT\" > ? ORDER", "plan")]
    public void Page_AfterWhatAColumnCannotHold_SendsNoSuchParameter(string plant, long line, string text, string parameters)
    {
        var statement = ScanStatement.Page(new HanaDialect(), Plan(null, "INTEGER", 4), All(), new ScanPlace([Texts(plant), Numbers(line)], 0, null), 10);
        Assert.Contains(text, statement.Text, StringComparison.Ordinal);
        Assert.Equal(parameters.Split(','), statement.Parameters);
    }

    [Fact]
    public void NullKeys_CountsRowsWithoutAWholeKey() => Assert.Equal(
        "SELECT COUNT(*) AS \"c0\" FROM \"SALES\".\"ORDERS\" WHERE \"PLANT\" IS NULL OR \"LINE\" IS NULL", ScanStatement.NullKeys(new HanaDialect(), Plan("AT")).Text);

    [Fact]
    public void History_PairsOfKeyAndTime_AreJoined()
    {
        var request = new HistoryRequest([Texts("p", "q"), Numbers(1, 2)], Numbers(0, Timestamps.FromDateTimeOffset(AsOf)), [0]);
        var statement = HistoryStatement.Of(new HanaDialect(), Plan("AT"), request, [0, 1]);
        Assert.Equal(
            """
            SELECT "~i", "c0", "c1" FROM (SELECT "a"."~i", "X" AS "c0", "AT" AS "c1"
            , ROW_NUMBER() OVER (PARTITION BY "a"."~i" ORDER BY "AT" DESC) AS "n"
            FROM "SALES"."ORDERS" INNER JOIN (SELECT 0 AS "~i", CAST(? AS NVARCHAR(5000)) AS "~k0", CAST(? AS BIGINT) AS "~k1", CAST(? AS TIMESTAMP) AS "~t" FROM DUMMY UNION ALL SELECT 1 AS "~i", CAST(? AS NVARCHAR(5000)) AS "~k0", CAST(? AS BIGINT) AS "~k1", CAST(? AS TIMESTAMP) AS "~t" FROM DUMMY) AS "a" ON "PLANT" = "a"."~k0" AND "LINE" = "a"."~k1" AND "AT" <= "a"."~t") AS "r" WHERE "n" <= 2
            """,
            statement.Text);
        Assert.Equal<object>(["p", 1L, DateTime.UnixEpoch, "q", 2L, AsOf.UtcDateTime], statement.Parameters);
    }

    [Fact]
    public void MayHave_Keys_AreThoseOfThePartitionAndOthersOnlyBeyondAscii()
    {
        using var server = new HanaServer();
        server.Owner.Execute("CREATE TABLE k AS SELECT CASE WHEN i % 10 = 0 THEN 'ü' ELSE 'k' END || i AS a, i - 50 AS b FROM range(100) t(i)");
        var partition = new KeyPartition(1, 3);
        using var command = server.Owner.CreateCommand();
        command.CommandText = $"SELECT a, b FROM k WHERE {HanaPartition.MayHave(partition, [("a", ValueType.String), ("b", ValueType.Int64)])}";
        using var reader = command.ExecuteReader();
        HashSet<string> found = [];
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        for (var i = 0; i < 100; i++)
        {
            var text = $"{(i % 10 == 0 ? 'ü' : 'k')}{i}";
            Assert.Equal(i % 10 == 0 || partition.Has([Texts(text), Numbers(i - 50)], 0), found.Contains(text));
        }
    }

    private static ScanRequest All() => new([0], AsOf, null, null, 100, long.MaxValue);

    private static BoundPlan Plan(string? eventTime, string lineType = "BIGINT", int length = 100)
    {
        var plan = new RowPlan(
            new AssetReference("SALES", "ORDERS"),
            [new("PLANT", ValueType.String), new("LINE", ValueType.Int64)],
            [new("X", ValueType.String)],
            eventTime is null ? null : new PlanColumn(eventTime, ValueType.Timestamp));
        var binding = new PlanBinding(
            new HanaDialect(),
            [new("PLANT", "NVARCHAR", length, null, true), new("LINE", lineType, null, null, true), new("X", "NVARCHAR", 10, null, true), new("AT", "TIMESTAMP", null, null, true)]);
        return binding.Bind(plan)!;
    }

    private static ColumnValues<string> Texts(params string[] values)
    {
        var column = new ColumnValues<string>();
        Array.ForEach(values, column.Add);
        return column;
    }

    private static ColumnValues<long> Numbers(params long[] values)
    {
        var column = new ColumnValues<long>();
        Array.ForEach(values, column.Add);
        return column;
    }
}
