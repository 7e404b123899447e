using FedMl.Features.Columns;
using FedMl.Features.Predictions;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Tests.Sql;

/// <summary>The very text that SAP HANA gets to create and write tables. Values are in none of it.</summary>
public sealed class HanaTableTests
{
    private const string Schema = "SALES#ETL";

    private static readonly PredictionTable Table = new(
        "CHURN",
        "run",
        [
            new("run_id", ValueType.String, IsKey: true), new("k\" --", ValueType.Int64, IsKey: true), new("d", ValueType.Decimal, 15, 2), new("x", ValueType.Double), new("t", ValueType.String),
            new("y", ValueType.Bool), new("day", ValueType.Date), new("at", ValueType.Timestamp), new("z", ValueType.Binary),
        ],
        1..9);

    [Fact]
    public void Create_EveryType_IsQuotedAndHasAPrimaryKey() => Assert.Equal(
        "CREATE COLUMN TABLE \"SALES#ETL\".\"CHURN\" (\"run_id\" NVARCHAR(256) NOT NULL, \"k\"\" --\" BIGINT NOT NULL, \"d\" DECIMAL(15, 2), \"x\" DOUBLE, \"t\" NVARCHAR(5000), "
        + "\"y\" BOOLEAN, \"day\" DATE, \"at\" TIMESTAMP, \"z\" VARBINARY(5000), PRIMARY KEY (\"run_id\", \"k\"\" --\"))",
        TableStatements.Create(new HanaDialect(), Schema, Table, new PredictionOptions()).Text);

    [Fact]
    public void Insert_Rows_AreParametersAndOnlyNewOnesCount()
    {
        var statement = Assert.Single(Insert(Small, 2));
        const string Row = "SELECT CAST(? AS NVARCHAR(256)) AS \"c0\", CAST(? AS DOUBLE) AS \"c1\" FROM DUMMY";
        Assert.Equal(
            $"INSERT INTO \"SALES#ETL\".\"T\" (\"id\", \"x\") SELECT \"c0\", \"c1\" FROM ({Row} UNION ALL {Row}) AS \"b\" "
            + "WHERE NOT EXISTS (SELECT 1 FROM \"SALES#ETL\".\"T\" AS \"t\" WHERE \"t\".\"id\" = \"b\".\"c0\")",
            statement.Text);
        Assert.Equal<object>(["0'; --", 0.0, "1'; --", DBNull.Value], statement.Parameters);
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(1024, new[] { 1024 })]
    [InlineData(2500, new[] { 1024, 1024, 256, 128, 64, 4 })]
    public void Insert_ManyRows_TakeStatementsOfFewLengths(int rows, int[] lengths) =>
        Assert.Equal(lengths, Insert(Small, rows).Select(statement => statement.Parameters.Count / 2));

    [Fact]
    public void TypeName_EveryType_IsReadBackAsTheSame()
    {
        foreach (var column in Table.Columns)
        {
            var name = HanaTypes.NameOf(column, 10).Split('(');
            var stored = new SqlColumn(column.Name, name[0], column.Type == ValueType.Decimal ? column.Precision : null, column.Type == ValueType.Decimal ? column.Scale : null, true);
            Assert.Equal(column, HanaTypes.ToTableColumn(stored, column.IsKey));
        }

        Assert.Equal(ValueType.Unspecified, HanaTypes.ToTableColumn(new SqlColumn("x", "INTEGER", null, null, true), false).Type);
    }

    [Fact]
    public void Sessions_ThatWrite_AreToldSo() => Assert.Equal(["SET TRANSACTION READ WRITE"], new HanaDialect().WritingSessionStatements);

    private static PredictionTable Small => new("T", "run", [new("id", ValueType.String, IsKey: true), new("x", ValueType.Double)], 0..2);

    private static IEnumerable<Features.Sql.Connections.SqlStatement> Insert(PredictionTable table, int count)
    {
        var (ids, numbers) = (new ColumnValues<string>(), new ColumnValues<double>());
        for (var i = 0; i < count; i++)
        {
            ids.Add($"{i}'; --");
            if (i == 1)
            {
                numbers.AddNull();
            }
            else
            {
                numbers.Add(i);
            }
        }

        return TableStatements.Insert(new HanaDialect(), Schema, table, new PredictionRows([ids, numbers]), new PredictionOptions());
    }
}
