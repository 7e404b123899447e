using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Expressions;
using FedMl.Features.Expressions.Dialects;
using FedMl.Features.Expressions.Evaluation;
using FedMl.Features.Expressions.Typed;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Expressions;

/// <summary>A table with columns of every type in a DuckDB, and both ways of computing an expression over it.</summary>
internal sealed class ExpressionTable : IDisposable
{
    private const string Columns = """
        i1 BIGINT, i2 INTEGER, d1 DOUBLE, d2 FLOAT, m1 DECIMAL(18, 2), m2 DECIMAL(38, 10), m3 HUGEINT, b1 BOOLEAN, b2 BOOLEAN,
        s1 VARCHAR, s2 VARCHAR, t1 DATE, t2 DATE, u1 TIMESTAMP, u2 TIMESTAMP WITH TIME ZONE
        """;

    private readonly DuckDBConnection connection = new("Data Source=:memory:");
    private readonly SourceColumn[] columns;

    public ExpressionTable(params string[] rows)
    {
        connection.Open();
        connection.Execute("SET TimeZone = 'UTC'");
        connection.Execute($"CREATE TABLE a ({Columns})");
        foreach (var row in rows)
        {
            connection.Execute($"INSERT INTO a VALUES ({row})");
        }

        columns = [.. connection.Describe("SELECT * FROM a").Select(DuckDbTypes.ToSourceColumn)];
    }

    public AssetColumns Named => new(columns);

    public Expression Check(string text, ValueType type)
    {
        var (parsed, fault) = ParsedExpression.Parse(text);
        Assert.True(parsed is not null, $"{text}: {fault}");
        var (expression, faults) = TypeCheck.Check(parsed, type, Named);
        Assert.True(expression is not null, $"{text}: {string.Join("; ", faults)}");
        return expression;
    }

    /// <summary>What the evaluator says for each row.</summary>
    public string[][] Evaluate(IReadOnlyList<Expression> expressions)
    {
        var values = Read([.. columns.Select(column => DuckDbTypes.Bind(DuckDbSql.Name(column.Name), column.SourceType, column.Type)!)]);
        var named = columns.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        var evaluator = new Evaluator(column => named[column.Name]);
        int[] rows = [.. Enumerable.Range(0, values[0].Count)];
        return [.. expressions.Select(expression => Texts(evaluator.Evaluate(expression, rows)))];
    }

    /// <summary>What DuckDB says, read as the source of the embedded data reads it.</summary>
    public string[][] Query(IReadOnlyList<Expression> expressions) =>
        [.. Read([.. expressions.Select(expression => PlanBinding.Bind(expression))]).Select(Texts)];

    public void Dispose() => connection.Dispose();

    private static string[] Texts(ColumnValues values) => [.. Enumerable.Range(0, values.Count).Select(row => values switch
    {
        _ when values.IsNull(row) => "null",
        ColumnValues<long> numbers => numbers[row].ToString(CultureInfo.InvariantCulture),
        ColumnValues<double> doubles => $"{doubles[row]:R} {BitConverter.DoubleToInt64Bits(doubles[row]):x}",
        ColumnValues<bool> truths => truths[row] ? "true" : "false",
        _ => ((ColumnValues<string>)values)[row],
    })];

    private ColumnValues[] Read(BoundColumn[] bound)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", bound.Select(column => column.Sql))} FROM a ORDER BY rowid";
        using var reader = command.ExecuteReader();
        ColumnValues[] values = [.. bound.Select(column => ColumnValues.Of(column.Type))];
        while (reader.Read())
        {
            for (var i = 0; i < bound.Length; i++)
            {
                Assert.True(bound[i].TryAdd(values[i], reader, i), bound[i].Sql);
            }
        }

        return values;
    }
}
