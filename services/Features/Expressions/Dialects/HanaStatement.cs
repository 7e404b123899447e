using System.Globalization;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Dialects;

/// <summary>One expression as SAP HANA says it.</summary>
/// <exception cref="NotSaidException">It cannot be held to a part, or the text grows too long.</exception>
internal sealed class HanaStatement(Func<ColumnValue, string> column, int maxLength)
{
    public string Value(Expression expression) => Bounded(expression switch
    {
        Literal literal => HanaText.Literal(literal),
        ColumnValue value when value.Type.Scale != ExpressionType.UnknownScale => column(value),
        Case choice => $"(CASE {string.Join(' ', choice.Branches.Select(branch => $"WHEN {Condition(branch.When)} THEN {Value(branch.Then)}"))} ELSE {Value(choice.Else)} END)",
        Coalesce coalesce => $"COALESCE({string.Join(", ", coalesce.Operands.Select(Value))})",
        _ when expression.Type.Kind == ValueType.Bool => $"(CASE WHEN {Condition(expression)} THEN TRUE WHEN NOT {Condition(expression)} THEN FALSE END)",
        Concat concat => $"({string.Join(" || ", concat.Operands.Select(Value))})",
        Arithmetic { Type.Kind: ValueType.Int64 } arithmetic => Whole($"{Wide(arithmetic.Left)} {arithmetic.Operator} {Wide(arithmetic.Right)}"),
        Negate { Type.Kind: ValueType.Int64 } negate => Whole($"-{Wide(negate.Operand)}"),
        Abs { Type.Kind: ValueType.Int64 } abs => Whole($"ABS({Wide(abs.Operand)})"),
        Negate negate => $"(-{Value(negate.Operand)})",
        Abs abs => $"ABS({Value(abs.Operand)})",
        Round { Type.Kind: ValueType.Decimal } round =>
            HanaText.Decimal($"ROUND({Value(round.Operand)}, {round.Places.ToString(CultureInfo.InvariantCulture)}, ROUND_HALF_UP)", round.Places),
        Typed.Convert convert => Converted(convert, Value(convert.Operand)),
        DateDiff difference => Difference(difference, Value(difference.From), Value(difference.To)),
        _ => throw new NotSaidException(),
    });

    private string Condition(Expression expression) => Bounded(expression switch
    {
        And and => $"({Condition(and.Left)} AND {Condition(and.Right)})",
        Or or => $"({Condition(or.Left)} OR {Condition(or.Right)})",
        Not not => $"(NOT {Condition(not.Operand)})",
        IsNull test => $"({Value(test.Operand)} IS NULL)",
        Comparison { Left.Type.Kind: ValueType.String, Operator: not ("=" or "<>") } => throw new NotSaidException(),
        Comparison comparison => $"({Value(comparison.Left)} {comparison.Operator} {Value(comparison.Right)})",
        _ => $"({Value(expression)} = TRUE)",
    });

    private static string Converted(Typed.Convert convert, string sql) => (convert.Operand.Type.Kind, convert.Type.Kind) switch
    {
        (ValueType.Int64, ValueType.Double) => $"TO_DOUBLE({sql})",
        // Nineteen digits before the point always fit.
        (ValueType.Int64, ValueType.Decimal) when convert is { Digits: ExpressionType.MaxDigits, Type.Scale: <= 19 } => HanaText.Decimal(sql, convert.Type.Scale),
        (ValueType.Int64, ValueType.String) => $"TO_NVARCHAR({sql})",
        (ValueType.Date, ValueType.Timestamp) => $"TO_TIMESTAMP({sql})",
        (ValueType.Timestamp, ValueType.Date) => $"TO_DATE({sql})",
        (ValueType.Date, ValueType.String) => $"TO_NVARCHAR({sql}, 'YYYY-MM-DD')",
        _ => throw new NotSaidException(),
    };

    private static string Difference(DateDiff difference, string from, string to)
    {
        var isDate = difference.From.Type.Kind == ValueType.Date;
        var (start, end) = isDate ? (from, to) : ($"TO_DATE({from})", $"TO_DATE({to})");
        return difference.Unit switch
        {
            TimeUnit.Day => $"TO_BIGINT(DAYS_BETWEEN({start}, {end}))",
            TimeUnit.Month => $"TO_BIGINT((YEAR({end}) - YEAR({start})) * 12 + MONTH({end}) - MONTH({start}))",
            TimeUnit.Year => $"TO_BIGINT(YEAR({end}) - YEAR({start}))",
            _ => throw new NotSaidException(),
        };
    }

    // Of two whole numbers of 64 bit, sum and product have at most 38 digits.
    private string Wide(Expression operand) => HanaText.Decimal(Value(operand), 0);

    private static string Whole(string wide) => string.Create(
        CultureInfo.InvariantCulture, $"(CASE WHEN {wide} BETWEEN {long.MinValue} AND {long.MaxValue} THEN TO_BIGINT({wide}) END)");

    private string Bounded(string sql) => sql.Length <= maxLength ? sql : throw new NotSaidException();
}
