using FedMl.Features.Columns;
using FedMl.Features.Expressions;
using FedMl.Features.Expressions.Dialects;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Tests.Expressions;

public sealed class HanaExpressionsTests : IDisposable
{
    private readonly ExpressionTable table = new();

    [Theory]
    [InlineData("bool", "i1 > 18", "(CASE WHEN (\"i1\" > TO_BIGINT('18')) THEN TRUE WHEN NOT (\"i1\" > TO_BIGINT('18')) THEN FALSE END)")]
    [InlineData("string", "case when b1 and m1 > 1.5 then 'it''s' else s1 end", "(CASE WHEN ((\"b1\" = TRUE) AND (\"m1\" > TO_DECIMAL('1.50', 38, 2))) THEN N'it''s' ELSE \"s1\" END)")]
    [InlineData("string", "case when m1 > 1.50 then 'L' else 'S' end", "(CASE WHEN (\"m1\" > TO_DECIMAL('1.50', 38, 2)) THEN N'L' ELSE N'S' END)")]
    [InlineData("int64", "days_between(t1, u1)", "TO_BIGINT(DAYS_BETWEEN(TO_DATE(TO_TIMESTAMP(\"t1\")), TO_DATE(\"u1\")))")]
    [InlineData("int64", "datediff(month, t1, date '2024-02-29')", "TO_BIGINT((YEAR(DATE'2024-02-29') - YEAR(\"t1\")) * 12 + MONTH(DATE'2024-02-29') - MONTH(\"t1\"))")]
    [InlineData("double", "coalesce(i1, 0)", "TO_DOUBLE(COALESCE(\"i1\", TO_BIGINT('0')))")]
    [InlineData("int64", "-i1", "(CASE WHEN -TO_DECIMAL(\"i1\", 38, 0) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN TO_BIGINT(-TO_DECIMAL(\"i1\", 38, 0)) END)")]
    [InlineData("timestamp", "timestamp '2024-02-29 12:00:00.5'", "TIMESTAMP'2024-02-29 12:00:00.500000'")]
    public void Compile_WhatIsTheSameThere_IsSaid(string type, string text, string expected) => Assert.Equal(expected, Compile(type, text));

    [Theory]
    [InlineData("double", "d1 + 1")]
    [InlineData("double", "i1 / 2")]
    [InlineData("decimal", "m1 * m1")]
    [InlineData("bool", "s1 < 'x'")]
    [InlineData("string", "lower(s1)")]
    [InlineData("int64", "cast(s1 as int64)")]
    [InlineData("int64", "datediff(hour, u1, u1)")]
    [InlineData("bool", "coalesce(s1 < 'x', false)")]
    public void Compile_WhatMightDiffer_IsLeftToTheEvaluator(string type, string text) => Assert.Null(Compile(type, text));

    [Fact]
    public void Compile_TextThatGrows_IsLeftToTheEvaluatorBeyondItsLimit()
    {
        static string Sum(int terms) => "i1" + string.Concat(Enumerable.Repeat(" + i1", terms));
        Assert.InRange(Compile("int64", Sum(6))!.Length, 1000, HanaExpressions.MaxLength);
        Assert.Null(Compile("int64", Sum(12)));
        Assert.Null(Compile("int64", Sum(ParsedExpression.MaxDepth - 1)));
    }

    public void Dispose() => table.Dispose();

    private string? Compile(string type, string text) => HanaExpressions.Instance.Compile(
        table.Check(text, ValueTypes.TryParse(type, out var declared) ? declared : throw new ArgumentException(type)), column => $"\"{column.Name}\"");
}
