using FedMl.Features.Columns;

namespace FedMl.Features.Tests.Expressions;

/// <summary>What expressions mean, by evaluator and DuckDB alike.</summary>
public sealed class MeaningTests : IDisposable
{
    private readonly ExpressionTable table = new(
        "9223372036854775807, 7, 'NaN', 0.5, 12.34, 0.0000000005, 5, true, NULL, 'Ab', '12', '2024-02-29', '2023-12-31', '1969-12-31 23:59:59.5', '2024-03-01 00:00:00'");

    [Theory]
    [InlineData("int64", "i1 + 1", "null")]
    [InlineData("int64", "-i1 - 1", "-9223372036854775808")]
    [InlineData("int64", "abs(-i1 - 1)", "null")]
    [InlineData("int64", "i2 - 2 * 3", "1")]
    [InlineData("int64", "(i2 - 2) * 3", "15")]
    [InlineData("int64", "cast(2.5 as int64)", "3")]
    [InlineData("int64", "cast(-2.5e0 as int64)", "-3")]
    [InlineData("int64", "cast(' 12' as int64)", "null")]
    [InlineData("int64", "cast(s2 as int64)", "12")]
    [InlineData("int64", "coalesce(cast(s1 as int64), i2)", "7")]
    [InlineData("int64", "datediff(day, t2, t1)", "60")]
    [InlineData("int64", "datediff(month, t2, t1)", "2")]
    [InlineData("int64", "datediff(year, t1, t2)", "-1")]
    [InlineData("int64", "datediff(hour, u1, timestamp '1970-01-01 00:00:00')", "1")]
    [InlineData("int64", "days_between(u1, u2)", "19784")]
    [InlineData("bool", "d1 is null", "true")]
    [InlineData("bool", "i2 / 0 is null", "true")]
    [InlineData("bool", "d2 / 0 is null", "true")]
    [InlineData("bool", "1e308 * 10 is null", "true")]
    [InlineData("bool", "b2 and false", "false")]
    [InlineData("bool", "b2 and true", "null")]
    [InlineData("bool", "b2 or true", "true")]
    [InlineData("bool", "not b2", "null")]
    [InlineData("bool", "not b1 or b1", "true")]
    [InlineData("bool", "b2 = b2", "null")]
    [InlineData("bool", "t1 < u2", "true")]
    [InlineData("bool", "t2 >= '2023-12-31'", "true")]
    [InlineData("bool", "'a' < 'b' and 'Z' < 'a' and 'é' > 'z'", "true")]
    [InlineData("bool", "9007199254740993 = 9007199254740992.0", "false")]
    [InlineData("decimal", "m1 + i2", "19.34")]
    [InlineData("decimal", "m1 * 0.5", "6.170")]
    [InlineData("decimal", "round(m1, 1)", "12.3")]
    [InlineData("decimal", "round(-m1 * 1.25, 1)", "-15.4")]
    [InlineData("decimal", "cast(m1 as decimal(3, 2))", "null")]
    [InlineData("decimal", "cast(m1 as decimal(3, 1))", "12.3")]
    [InlineData("decimal", "cast(0.125e0 as decimal(9, 2))", "0.13")]
    [InlineData("decimal", "99999999999999999999999999999999999999 + 1", "null")]
    [InlineData("string", "case when b2 then 'yes' when not b1 then 'no' end", "null")]
    [InlineData("string", "concat(lower(s1), '-', upper(s1))", "ab-AB")]
    [InlineData("string", "s1 || null", "null")]
    [InlineData("string", "cast(m1 * 10 as string)", "123.40")]
    [InlineData("string", "cast(t1 as string) || cast(b1 as string)", "2024-02-29true")]
    [InlineData("date", "cast(u1 as date)", "1969-12-31")]
    [InlineData("date", "cast('2023-02-29' as date)", "null")]
    public void Evaluate_Expression_MeansThis(string type, string text, string expected)
    {
        FedMl.Features.Expressions.Typed.Expression[] expression = [table.Check(text, ValueTypes.TryParse(type, out var declared) ? declared : throw new ArgumentException(type))];
        Assert.Equal([expected], table.Evaluate(expression)[0]);
        Assert.Equal([expected], table.Query(expression)[0]);
    }

    [Fact]
    public void Evaluate_DeepestExpression_IsWhatDuckDbSays()
    {
        var deep = "d2" + string.Concat(Enumerable.Repeat(" * 1.5e0", FedMl.Features.Expressions.ParsedExpression.MaxDepth - 1));
        FedMl.Features.Expressions.Typed.Expression[] expression = [table.Check(deep, ValueType.Double)];
        Assert.Equal(table.Query(expression)[0], table.Evaluate(expression)[0]);
    }

    public void Dispose() => table.Dispose();
}
