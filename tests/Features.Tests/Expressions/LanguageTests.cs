using FedMl.Features.Columns;
using FedMl.Features.Expressions;
using FedMl.Features.Expressions.Typed;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Expressions;

public sealed class LanguageTests
{
    private static readonly AssetColumns Columns = new(
    [
        new SourceColumn("i", ValueType.Int64, "BIGINT", true), new SourceColumn("d", ValueType.Double, "DOUBLE", true), new SourceColumn("m", ValueType.Decimal, "DECIMAL(18,2)", true, 2),
        new SourceColumn("open", ValueType.Decimal, "DECIMAL", true), new SourceColumn("s", ValueType.String, "NVARCHAR", true), new SourceColumn("b", ValueType.Bool, "BOOLEAN", true),
        new SourceColumn("day", ValueType.Date, "DATE", true), new SourceColumn("x", ValueType.Binary, "BLOB", true), new SourceColumn("A", ValueType.Int64, "INT", true),
        new SourceColumn("a", ValueType.Int64, "INT", true), new SourceColumn("Größe in \"m\"", ValueType.Int64, "INT", true),
    ]);

    [Theory]
    [InlineData("", "at 1: a value is expected, not the end")]
    [InlineData("i +", "at 4: a value is expected, not the end")]
    [InlineData("i i", "at 3: the end is expected, not 'i'")]
    [InlineData("(i", "at 3: ')' is expected, not the end")]
    [InlineData("i)", "at 2: the end is expected, not ')'")]
    [InlineData("i; drop table t", "at 2: ';' is no part of an expression")]
    [InlineData("i -- x", "at 3: a comment is not possible")]
    [InlineData("i /* x */", "at 3: a comment is not possible")]
    [InlineData("'open", "at 1: a quote is not closed")]
    [InlineData("\"open", "at 1: a quote is not closed")]
    [InlineData("E'\\'' || s", "at 5: a quote is not closed")]
    [InlineData("$1", "at 1: '$' is no part of an expression")]
    [InlineData("?", "at 1: '?' is no part of an expression")]
    [InlineData("[1]", "at 1: '[' is no part of an expression")]
    [InlineData("i\0", "at 2: '\0' is no part of an expression")]
    [InlineData("1 < 2 < 3", "at 7: the end is expected, not '<'")]
    [InlineData("(select 1)", "at 9: ')' is expected, not '1'")]
    [InlineData("case i when 1 then 2 end", "at 6: when is expected, not 'i'")]
    [InlineData("case when b then 1", "at 19: when is expected, not the end")]
    [InlineData("case else 1 end", "at 6: when is expected, not 'else'")]
    [InlineData("coalesce(i,)", "at 12: a value is expected, not ')'")]
    [InlineData("2x", "at 1: '2' is no part of an expression")]
    [InlineData("i is 5", "at 6: null is expected, not '5'")]
    public void Parse_Fault_IsNamedWithItsPlace(string text, string expected)
    {
        var (parsed, fault) = ParsedExpression.Parse(text);
        Assert.Null(parsed);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Parse_LengthAndDepth_AreLimited()
    {
        static string? Fault(string text) => ParsedExpression.Parse(text).Fault;
        Assert.Null(Fault($"'{new string('x', ParsedExpression.MaxLength - 2)}'"));
        Assert.Equal("is longer than 4096 characters", Fault($"'{new string('x', ParsedExpression.MaxLength - 1)}'"));

        var (parentheses, sum, minus) = (ParsedExpression.MaxDepth - 1, ParsedExpression.MaxDepth - 1, ParsedExpression.MaxDepth - 1);
        Assert.Null(Fault(new string('(', parentheses) + "i" + new string(')', parentheses)));
        Assert.Null(Fault("i" + string.Concat(Enumerable.Repeat("+i", sum))));
        Assert.Null(Fault(string.Concat(Enumerable.Repeat("- ", minus)) + "i"));
        Assert.Contains("deeper than 64 levels", Fault(new string('(', parentheses + 1) + "i" + new string(')', parentheses + 1)), StringComparison.Ordinal);
        Assert.Contains("deeper than 64 levels", Fault("i" + string.Concat(Enumerable.Repeat("+i", sum + 1))), StringComparison.Ordinal);
        Assert.Contains("deeper than 64 levels", Fault(string.Concat(Enumerable.Repeat("- ", minus + 1)) + "i"), StringComparison.Ordinal);
        Assert.Contains("deeper than 64 levels", Fault(string.Concat(Enumerable.Repeat("(", 4000))), StringComparison.Ordinal);
        Assert.Contains("deeper than 64 levels", Fault(string.Concat(Enumerable.Repeat("not ", 1000)) + "b"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i > 18", "bool")]
    [InlineData("case when m > 500 then 'L' else 'S' end", "string")]
    [InlineData("i / 2", "double")]
    [InlineData("i", "double")]
    [InlineData("i", "decimal")]
    [InlineData("m * 1.5", "decimal")]
    [InlineData("day", "timestamp")]
    [InlineData("null", "string")]
    [InlineData("day > '2024-01-01'", "bool")]
    [InlineData("day > '2024-01-01 10:00'", "bool")]
    [InlineData("DATEDIFF('day', day, '2024-01-01')", "int64")]
    [InlineData("cast(open as decimal(15, 2)) + 1", "decimal")]
    [InlineData("cast(open as double)", "double")]
    [InlineData("open is null", "bool")]
    [InlineData("\"Größe in \"\"m\"\"\" + größe_x", null)]
    [InlineData("S || 'x'", "string")]
    [InlineData("a + \"A\"", "int64")]
    public void Check_Good_HasItsType(string text, string? type) => Assert.Equal(type is null ? ["at 20: the asset has no column 'größe_x'"] : [], Faults(text, type ?? "int64"));

    [Theory]
    [InlineData("I2", "int64", "at 1: the asset has no column 'I2'")]
    [InlineData("\"S\"", "string", "at 1: the asset has no column 'S'")]
    [InlineData("x is null", "bool", "at 1: column 'x' is BLOB, which expressions do not take")]
    [InlineData("sum(i)", "int64", "at 1: there is no function 'sum'; there are abs, cast, coalesce, concat, datediff, days_between, lower, round, upper")]
    [InlineData("abs(i, i)", "int64", "at 1: abs does not take 2 arguments")]
    [InlineData("i + s", "int64", "at 5: + takes numbers, not string")]
    [InlineData("not i", "bool", "at 5: not takes truths, not int64")]
    [InlineData("i = s", "bool", "at 3: the sides of = are int64 and string: cast one of them")]
    [InlineData("b < b", "bool", "at 3: < does not compare truths")]
    [InlineData("day = 'x'", "bool", "at 7: 'x' is no date")]
    [InlineData("date '2024-02-30'", "date", "at 1: '2024-02-30' is no date, such as 2024-02-29")]
    [InlineData("case when b then 1 else 'x' end", "int64", "at 1: the values of case are int64 and string: cast one of them")]
    [InlineData("lower(i)", "string", "at 7: lower takes texts, not int64: cast it as string")]
    [InlineData("open + 1", "decimal", "at 1: how many digits this decimal has after the point is not known to the source: cast it as decimal(digits, scale)")]
    [InlineData("open", "decimal", "at 1: how many digits this decimal has after the point is not known to the source: cast it as decimal(digits, scale)")]
    [InlineData("m * 0.0000000000000000000000000000000000001", "decimal", "at 3: the product has 39 digits after the point; at most 38: cast one side to a decimal with less")]
    [InlineData("0.000000000000000000000000000000000000001", "decimal", "at 1: the number has more than 38 digits")]
    [InlineData("999999999999999999999999999999999999999", "decimal", "at 1: the number has more than 38 digits")]
    [InlineData("1e309", "double", "at 1: the number is too large for a double")]
    [InlineData("cast(i as money)", "double", "at 1: there is no type 'money'; there are string, int64, double, decimal(digits, scale), bool, date, timestamp")]
    [InlineData("cast(i as decimal)", "decimal", "at 1: decimal must have its digits, at most 38, and how many of them are after the point: decimal(15, 2)")]
    [InlineData("cast(i as decimal(39, 2))", "decimal", "at 1: decimal must have its digits, at most 38, and how many of them are after the point: decimal(15, 2)")]
    [InlineData("cast(i as decimal(2, 3))", "decimal", "at 1: decimal must have its digits, at most 38, and how many of them are after the point: decimal(15, 2)")]
    [InlineData("cast(s as varchar(5))", "string", "at 1: varchar takes no length")]
    [InlineData("cast(d as string)", "string", "at 1: double cannot be cast as string")]
    [InlineData("round(d, 16)", "double", "at 7: round takes 0 to 15 places of a double")]
    [InlineData("round(m, 39)", "decimal", "at 10: the places of round must be a whole number from 0 to 38")]
    [InlineData("round(m, i)", "decimal", "at 10: the places of round must be a whole number from 0 to 38")]
    [InlineData("datediff(week, day, day)", "int64", "at 10: datediff takes first one of second, minute, hour, day, month, year")]
    [InlineData("days_between(day, i)", "int64", "at 14: what days_between compares and a date are date and int64: cast one of them")]
    [InlineData("d", "int64", "at 1: it is double, the feature int64; cast says how one becomes the other")]
    [InlineData("m", "int64", "at 1: it is decimal(38, 2), the feature int64; cast says how one becomes the other")]
    [InlineData("i", "string", "at 1: it is int64, the feature string; cast says how one becomes the other")]
    [InlineData("s", "binary", "at 1: it is string, the feature binary; cast says how one becomes the other")]
    public void Check_Fault_IsNamedWithItsPlace(string text, string type, string expected) => Assert.Equal([expected], Faults(text, type));

    [Fact]
    public void Check_ManyFaults_NamesThemAll() =>
        Assert.Equal(["at 1", "at 21", "at 38", "at 49"], Faults("i1 + coalesce(s, 1, lower(not s, 2), nope(i)) + s2", "int64").Select(fault => fault.Split(':')[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Check_NameThatDiffersInCaseFromTwoColumns_IsAmbiguous()
    {
        var columns = new AssetColumns([new SourceColumn("Ab", ValueType.Int64, "", true), new SourceColumn("aB", ValueType.Int64, "", true)]);
        Assert.Contains("several columns", TypeCheck.Check(ParsedExpression.Parse("ab").Expression!, ValueType.Int64, columns).Faults.Single(), StringComparison.Ordinal);
        Assert.Empty(TypeCheck.Check(ParsedExpression.Parse("aB").Expression!, ValueType.Int64, columns).Faults);
    }

    private static IReadOnlyList<string> Faults(string text, string type)
    {
        var (parsed, fault) = ParsedExpression.Parse(text);
        Assert.True(parsed is not null, fault);
        return TypeCheck.Check(parsed, ValueTypes.TryParse(type, out var declared) ? declared : throw new ArgumentException(type), Columns).Faults;
    }
}
