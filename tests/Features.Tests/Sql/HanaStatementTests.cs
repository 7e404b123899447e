using FedMl.Features.Columns;
using FedMl.Features.Joins;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Tests.Sql;

/// <summary>The very text that SAP HANA gets. Values are in none of it.</summary>
public sealed class HanaStatementTests
{
    private static readonly DateTimeOffset AsOf = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(2));

    [Fact]
    public void Of_OneKey_IsOneList()
    {
        var statement = Statement(Plan(new AssetReference("SALES", "ORDERS"), [new("ID", ValueType.String)], eventTime: null), [Texts("a", "b'; --")], [0, 1]);
        Assert.Equal(
            """SELECT "c0", "c1" FROM (SELECT "ID" AS "c0", "X" AS "c1", ROW_NUMBER() OVER (PARTITION BY "ID" ORDER BY "ID") AS "n" FROM "SALES"."ORDERS" WHERE "ID" IN (?, ?)) AS "r" WHERE "n" <= 2""",
            statement.Text);
        Assert.Equal<object>(["a", "b'; --"], statement.Parameters);
    }

    [Fact]
    public void Of_CompositeKeyAndEventTime_IsPairsUpToThePointInTime()
    {
        var plan = Plan(new AssetReference("SALES", "ORDERS"), [new("PLANT", ValueType.String), new("LINE", ValueType.Int64)], eventTime: "AT");
        var statement = Statement(plan, [Texts("p", "q"), Numbers(1, 2)], [0, 1]);
        Assert.Equal(
            "SELECT \"c0\", \"c1\", \"c2\", \"c3\" FROM (SELECT \"PLANT\" AS \"c0\", \"LINE\" AS \"c1\", \"X\" AS \"c2\", \"AT\" AS \"c3\", "
            + "ROW_NUMBER() OVER (PARTITION BY \"PLANT\", \"LINE\" ORDER BY \"AT\" DESC) AS \"n\" FROM \"SALES\".\"ORDERS\" "
            + "WHERE ((\"PLANT\" = ? AND \"LINE\" = ?) OR (\"PLANT\" = ? AND \"LINE\" = ?)) AND \"AT\" <= ?) AS \"r\" WHERE \"n\" <= 2",
            statement.Text);
        Assert.Equal<object>(["p", 1L, "q", 2L, AsOf.UtcDateTime], statement.Parameters);
    }

    [Fact]
    public void Of_ParametersAndValidity_AreValuesInTheOrderOfTheText()
    {
        var plan = new RowPlan(
            new AssetReference("S", "V"), [new("ID", ValueType.String)], [new PlanColumn("X", ValueType.String)], null, new Validity(new("FROM", ValueType.Date), new("TO", ValueType.Date), IsToInclusive: true))
        {
            Parameters = [new("P_YEAR", ValueType.Int64), new("P_DAY", ValueType.Date), new("P_RATE", ValueType.Decimal), new("P_AT", ValueType.Timestamp)],
        };
        var binding = new PlanBinding(new HanaDialect(), [new("ID", "NVARCHAR", 10, null, true), new("X", "NVARCHAR", 10, null, true), new("FROM", "DATE", null, null, true), new("TO", "DATE", null, null, true)]);
        var request = new RowRequest([Texts("a")], [0], AsOf) { Parameters = [Numbers(2026), Texts("2026-02-28"), Texts("0.10"), Numbers(1)] };
        var statement = RowStatement.Of(new HanaDialect(), binding.Bind(plan)!, request, [0]);
        Assert.Equal(
            "SELECT \"c0\", \"c1\" FROM (SELECT \"ID\" AS \"c0\", \"X\" AS \"c1\", ROW_NUMBER() OVER (PARTITION BY \"ID\" ORDER BY \"ID\") AS \"n\" "
            + "FROM \"S\".\"V\"(PLACEHOLDER.\"$$P_YEAR$$\" => ?, PLACEHOLDER.\"$$P_DAY$$\" => ?, PLACEHOLDER.\"$$P_RATE$$\" => ?, PLACEHOLDER.\"$$P_AT$$\" => ?) "
            + "WHERE \"ID\" IN (?) AND \"FROM\" <= ? AND (\"TO\" > ? OR \"TO\" IS NULL)) AS \"r\" WHERE \"n\" <= 2",
            statement.Text);
        Assert.Equal<object>(
            [2026L, "2026-02-28", "0.10", DateTime.UnixEpoch.AddMicroseconds(1), "a", AsOf.UtcDateTime.Date, AsOf.UtcDateTime.Date.AddDays(-1)], statement.Parameters);
    }

    [Fact]
    public void Of_Joins_IsOneStatementThatLooksOnlyAtTheKeysThatWereFound()
    {
        SqlColumn Column(string name, string type) => new(name, type, 10, 0, IsNullable: true);
        var own = new PlanBinding(new HanaDialect(), [Column("A", "NVARCHAR"), Column("K\"", "NVARCHAR"), Column("L", "INTEGER"), Column("X", "INTEGER")]);
        var asset = new PlanBinding(new HanaDialect(), [Column("own", "NVARCHAR"), Column("N", "INTEGER"), Column("T", "TIMESTAMP"), Column("F", "DATE"), Column("c0", "INTEGER")]);
        PlanColumn joined = new("c0", ValueType.Int64) { Join = "j" };
        var plan = new RowPlan(new AssetReference("S", "O"), [new PlanColumn("A", ValueType.String)], [new PlanColumn("X", ValueType.Int64), joined], null)
        {
            Joins =
            [
                new JoinPlan(
                    "j",
                    new AssetReference("S", "J\"J"),
                    [new JoinKey(new PlanColumn("K\"", ValueType.String), new PlanColumn("own", ValueType.String)), new JoinKey(new PlanColumn("L", ValueType.Int64), new PlanColumn("N", ValueType.Int64))],
                    new PlanColumn("T", ValueType.Timestamp),
                    new Validity(new PlanColumn("F", ValueType.Date), null, IsToInclusive: true)),
            ],
        };
        var split = new JoinedPlan(plan);
        var (bound, right) = (own.Bind(split.Own)!, asset.Bind(split.Joined[0])!);
        var keys = own.Bind(new RowPlan(plan.Asset, [.. plan.Joins[0].Keys.Select(key => key.Own)], [], null))!.Matches;
        bound = bound with { Plan = plan, Columns = [bound.Columns[0], right.Columns[0]], Joins = [new BoundJoin(keys, right)] };
        var asOf = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        var statement = RowStatement.Of(new HanaDialect(), bound, new RowRequest([Texts("1", "2")], [1, 0], asOf), [0, 1]);

        Assert.Equal(
            "WITH \"own\" AS (SELECT \"A\" AS \"k0\", \"X\" AS \"c0\", \"K\"\"\" AS \"j0_0\", \"L\" AS \"j0_1\", ROW_NUMBER() OVER (PARTITION BY \"A\" ORDER BY \"A\") AS \"n\" FROM \"S\".\"O\" WHERE \"A\" IN (?, ?)), "
            + "\"join0\" AS (SELECT \"own\" AS \"k0\", \"N\" AS \"k1\", \"c0\" AS \"c1\", RANK() OVER (PARTITION BY \"own\", \"N\" ORDER BY \"T\" DESC) AS \"rank\", ROW_NUMBER() OVER (PARTITION BY \"own\", \"N\" ORDER BY \"T\" DESC) AS \"n\" "
            + "FROM \"S\".\"J\"\"J\" WHERE (\"own\", \"N\") IN (SELECT \"j0_0\", \"j0_1\" FROM \"own\" WHERE \"n\" <= 2) AND \"T\" <= ? AND \"F\" <= ?) "
            + "SELECT \"own\".\"k0\", \"join0\".\"c1\", \"own\".\"c0\" FROM \"own\" LEFT JOIN \"join0\" ON \"join0\".\"k0\" = \"own\".\"j0_0\" AND \"join0\".\"k1\" = \"own\".\"j0_1\" AND \"join0\".\"rank\" = 1 AND \"join0\".\"n\" <= 2 WHERE \"own\".\"n\" <= 2",
            statement.Text);
        Assert.Equal<object>(["1", "2", asOf.UtcDateTime, asOf.UtcDateTime.Date], statement.Parameters);
    }

    [Theory]
    [InlineData("V\"; DROP TABLE X--", "\"V\"\"; DROP TABLE X--\"")]
    [InlineData("a\".\"b", "\"a\"\".\"\"b\"")]
    [InlineData("SALE#ETL", "\"SALE#ETL\"")]
    [InlineData("mixed Case ?", "\"mixed Case ?\"")]
    [InlineData("ѕales", "\"ѕales\"")]
    public void Of_HostileNames_AreNamesOnly(string name, string quoted)
    {
        var plan = Plan(new AssetReference(name, name), [new(name, ValueType.String)], eventTime: null, value: name);
        Assert.Equal(
            $"SELECT \"c0\", \"c1\" FROM (SELECT {quoted} AS \"c0\", {quoted} AS \"c1\", ROW_NUMBER() OVER (PARTITION BY {quoted} ORDER BY {quoted}) AS \"n\" "
            + $"FROM {quoted}.{quoted} WHERE {quoted} IN (?)) AS \"r\" WHERE \"n\" <= 2",
            Statement(plan, [Texts("k")], [0]).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A\0B")]
    [InlineData("A\nB")]
    public void Quote_ImpossibleNames_AreRefused(string name) => Assert.Throws<ArgumentException>(() => SqlName.Quote(name));

    [Fact]
    public void CanExist_Length_EndsAt127Bytes()
    {
        Assert.True(SqlName.CanExist(new string('x', 127)));
        Assert.False(SqlName.CanExist(new string('x', 128)));
        Assert.True(SqlName.CanExist(new string('é', 63)));
        Assert.False(SqlName.CanExist(new string('é', 64)));
    }

    [Fact]
    public void From_InputParameters_ArePlaceholdersWithoutValues() => Assert.Equal(
        "\"S\".\"V\"(PLACEHOLDER.\"$$P$$\" => ?, PLACEHOLDER.\"$$Q\"\" => 1) --$$\" => ?)",
        new HanaDialect().From(new AssetReference("S", "V"), ["P", "Q\" => 1) --"]));

    [Fact]
    public void Catalogue_Statements_AreTheseAndNoOther()
    {
        var dialect = new HanaDialect();
        Assert.Equal(["SET TRANSACTION READ ONLY"], dialect.SessionStatements);
        Assert.Equal(
            "SELECT \"SCHEMA_NAME\" FROM \"SYS\".\"SCHEMAS\" WHERE \"HAS_PRIVILEGES\" = 'TRUE' AND \"SCHEMA_NAME\" <> 'SYS' AND \"SCHEMA_NAME\" NOT LIKE '^_SYS%' ESCAPE '^'",
            dialect.SelectSpaces);
        Assert.Equal(
            "SELECT \"VIEW_NAME\", \"COMMENTS\" FROM \"SYS\".\"VIEWS\" WHERE \"SCHEMA_NAME\" = ?\nUNION ALL SELECT \"TABLE_NAME\", \"COMMENTS\" FROM \"SYS\".\"TABLES\" WHERE \"SCHEMA_NAME\" = ?",
            dialect.SelectAssets);
        Assert.Equal("SELECT * FROM \"SYS\".\"VIEW_PARAMETERS\" WHERE \"SCHEMA_NAME\" = ? AND \"VIEW_NAME\" = ?", dialect.SelectParameters);
        Assert.Equal(4, dialect.SelectColumns.Count(c => c == '?'));
    }

    [Fact]
    public void ToString_Statement_HoldsNoValue() => Assert.DoesNotContain("secret", SqlStatement.Of("SELECT ?", "secret").ToString(), StringComparison.Ordinal);

    private static SqlStatement Statement(BoundPlan plan, ColumnValues[] keys, int[] rows) =>
        RowStatement.Of(new HanaDialect(), plan, new RowRequest(keys, [0], AsOf), rows);

    private static BoundPlan Plan(AssetReference asset, PlanColumn[] keys, string? eventTime, string value = "X")
    {
        static SqlColumn Column(string name, ValueType type) => new(name, type switch { ValueType.Int64 => "BIGINT", ValueType.Timestamp => "TIMESTAMP", _ => "NVARCHAR" }, 100, null, true);
        var plan = new RowPlan(asset, keys, [new PlanColumn(value, ValueType.String)], eventTime is null ? null : new PlanColumn(eventTime, ValueType.Timestamp));
        var binding = new PlanBinding(new HanaDialect(), [.. plan.All.Select(column => Column(column.Column, column.Type)).DistinctBy(column => column.Name)]);
        var bound = binding.Bind(plan);
        Assert.Empty(binding.Faults);
        return bound!;
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
