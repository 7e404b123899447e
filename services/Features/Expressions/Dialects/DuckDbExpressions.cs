using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Expressions.Evaluation;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Dialects;

/// <summary>DuckDB says every expression. Its size grows with the expression's: nothing is said twice.</summary>
internal sealed class DuckDbExpressions : IExpressionDialect
{
    public static DuckDbExpressions Instance { get; } = new();

    /// <summary>DuckDB's name of a type.</summary>
    public static string TypeName(ExpressionType type) => type.Kind switch
    {
        ValueType.String => "VARCHAR",
        ValueType.Int64 => "BIGINT",
        ValueType.Double => "DOUBLE",
        ValueType.Bool => "BOOLEAN",
        ValueType.Date => "DATE",
        ValueType.Timestamp => "TIMESTAMP",
        ValueType.Decimal => Decimal(ExpressionType.MaxDigits, type.Scale),
        _ => "INTEGER",
    };

    public string Compile(Expression expression, Func<ColumnValue, string> column)
    {
        string Sql(Expression part) => Compile(part, column);

        return expression switch
        {
            Literal literal => Value(literal),
            ColumnValue value => column(value),
            Typed.Convert convert => DuckDbConversions.Compile(convert, Sql(convert.Operand)),
            Negate negate => OfOne("-", negate.Operand, Sql(negate.Operand)),
            Abs abs => OfOne("abs", abs.Operand, Sql(abs.Operand)),
            Round round => Rounded(round, Sql(round.Operand)),
            Arithmetic arithmetic => Computed(arithmetic, Sql(arithmetic.Left), Sql(arithmetic.Right)),
            Comparison comparison => $"({Sql(comparison.Left)} {comparison.Operator} {Sql(comparison.Right)})",
            And and => $"({Sql(and.Left)} AND {Sql(and.Right)})",
            Or or => $"({Sql(or.Left)} OR {Sql(or.Right)})",
            Not not => $"(NOT {Sql(not.Operand)})",
            IsNull test => $"({Sql(test.Operand)} IS NULL)",
            Case choice => $"(CASE {string.Join(' ', choice.Branches.Select(branch => $"WHEN {Sql(branch.When)} THEN {Sql(branch.Then)}"))} ELSE {Sql(choice.Else)} END)",
            Coalesce coalesce => $"coalesce({string.Join(", ", coalesce.Operands.Select(Sql))})",
            Concat concat => $"({string.Join(" || ", concat.Operands.Select(Sql))})",
            Lower lower => $"lower({Sql(lower.Operand)})",
            Upper upper => $"upper({Sql(upper.Operand)})",
            DateDiff difference => $"date_diff('{difference.Unit.ToString().ToLowerInvariant()}', {Sql(difference.From)}, {Sql(difference.To)})",
            _ => throw new ArgumentException("Unknown expression.", nameof(expression)),
        };
    }

    public static string Decimal(int digits, int scale) => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({digits}, {scale})");

    /// <summary>The double, or null where it is not finite. A lambda, so that the double is said once.</summary>
    public static string Finite(string sql) => $"list_transform([{sql}], lambda v: CASE WHEN isfinite(v) THEN v END)[1]";

    private static string Value(Literal literal)
    {
        var text = literal.Value switch
        {
            null => "NULL",
            string value => SqlText.Quote(value),
            bool truth => truth ? "'true'" : "'false'",
            Int128 number => $"'{Decimals.Format(number, literal.Type.Scale)}'",
            double number => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'",
            long days when literal.Type.Kind == ValueType.Date => $"'{Times.Format(days)}'",
            long microseconds when literal.Type.Kind == ValueType.Timestamp => $"make_timestamp({microseconds.ToString(CultureInfo.InvariantCulture)})",
            _ => $"'{((long)literal.Value).ToString(CultureInfo.InvariantCulture)}'",
        };
        return $"CAST({text} AS {TypeName(literal.Type)})";
    }

    private static string OfOne(string function, Expression operand, string sql) => operand.Type.Kind == ValueType.Int64
        ? $"TRY({function}({sql}))"
        : $"({function}({sql}))";

    private static string Rounded(Round round, string sql)
    {
        if (round.Type.Kind == ValueType.Decimal)
        {
            return string.Create(CultureInfo.InvariantCulture, $"CAST(round({sql}, {round.Places}) AS {TypeName(round.Type)})");
        }

        var power = $"CAST('1e{round.Places.ToString(CultureInfo.InvariantCulture)}' AS DOUBLE)";
        return $"list_transform([{sql}], lambda v: CASE WHEN abs(v) < {DoubleOperations.Whole} THEN round(v * {power}) / {power} ELSE v END)[1]";
    }

    private static string Computed(Arithmetic arithmetic, string left, string right) => arithmetic.Type.Kind switch
    {
        ValueType.Int64 or ValueType.Decimal => $"TRY({left} {arithmetic.Operator} {right})",
        _ => Finite($"{left} {arithmetic.Operator} {right}"),
    };
}
