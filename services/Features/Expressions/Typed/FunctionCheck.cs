using System.Globalization;
using FedMl.Features.Expressions.Syntax;

namespace FedMl.Features.Expressions.Typed;

/// <summary>The functions of the language.</summary>
internal sealed class FunctionCheck(Func<SyntaxNode, Expression?> check, Conversions conversions, Faults faults)
{
    private const string Known = "abs, cast, coalesce, concat, datediff, days_between, lower, round, upper";

    // Powers of ten up to this are doubles without loss.
    private const int MaxDoublePlaces = 15;

    public Expression? Check(CallSyntax call) => (call.Function, call.Arguments) switch
    {
        ("abs", [var operand]) => conversions.Number(operand.At, check(operand), "abs") is { } number ? Numeric(number, new Abs(number)) : null,
        ("lower", [var operand]) => conversions.Text(operand.At, check(operand), "lower") is { } text ? new Lower(text) : null,
        ("upper", [var operand]) => conversions.Text(operand.At, check(operand), "upper") is { } text ? new Upper(text) : null,
        ("concat", [_, _, ..]) => Concat(call.Arguments, "concat"),
        ("coalesce", [_, _, ..]) => Coalesce(call),
        ("round", [var operand]) => Round(operand, 0),
        ("round", [var operand, var places]) => Round(operand, Places(places)),
        ("datediff", [var unit, var from, var to]) => DateDiff(Unit(unit), from, to, "datediff"),
        ("days_between", [var from, var to]) => DateDiff(TimeUnit.Day, from, to, "days_between"),
        _ => Unknown(call),
    };

    public Expression? Concat(IReadOnlyList<SyntaxNode> operands, string what)
    {
        Expression?[] texts = [.. operands.Select(operand => conversions.Text(operand.At, check(operand), what))];
        return texts.Any(text => text is null) ? null : new Concat([.. texts.Select(text => text!)]);
    }

    private static Expression Numeric(Expression operand, Expression result) => operand.Type.IsNull ? operand : result;

    private Expression? Coalesce(CallSyntax call)
    {
        var operands = conversions.Alike(call.At, "the values of coalesce", [.. call.Arguments.Select(argument => (argument.At, check(argument)))]);
        return operands is null || operands[0].Type.IsNull ? operands?[0] : new Coalesce(operands[0].Type, operands);
    }

    private Expression? Round(SyntaxNode node, int? places)
    {
        var operand = conversions.Number(node.At, check(node), "round");
        if (operand is null || places is null || operand.Type.Kind is ValueType.Int64 or ValueType.Unspecified)
        {
            return places is null ? null : operand;
        }

        if (operand.Type.Kind == ValueType.Decimal)
        {
            return places >= operand.Type.Scale ? operand : new Round(ExpressionType.Decimal(places.Value), operand, places.Value);
        }

        if (places > MaxDoublePlaces)
        {
            return Fault(node.At, $"round takes 0 to {MaxDoublePlaces} places of a double");
        }

        return new Round(ExpressionType.Double, operand, places.Value);
    }

    private int? Places(SyntaxNode node)
    {
        if (node is NumberSyntax number && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var places) && places <= ExpressionType.MaxDigits)
        {
            return places;
        }

        Fault(node.At, $"the places of round must be a whole number from 0 to {ExpressionType.MaxDigits}");
        return null;
    }

    private TimeUnit? Unit(SyntaxNode node)
    {
        var name = node switch
        {
            NameSyntax word => word.Name,
            TextSyntax text => text.Text,
            _ => "",
        };
        if (Enum.GetNames<TimeUnit>().FirstOrDefault(unit => unit.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return Enum.Parse<TimeUnit>(known);
        }

        Fault(node.At, $"datediff takes first one of {string.Join(", ", Enum.GetNames<TimeUnit>().Select(unit => unit.ToLowerInvariant()))}");
        return null;
    }

    private Expression? DateDiff(TimeUnit? unit, SyntaxNode from, SyntaxNode to, string what)
    {
        (int, Expression?)[] operands = [(from.At, check(from)), (to.At, check(to)), (from.At, new Literal(ExpressionType.Date, null))];
        if (conversions.Alike(from.At, $"what {what} compares and a date", operands) is not [var start, var end, _] || unit is not { } known)
        {
            return null;
        }

        return new DateDiff(known, start, end);
    }

    private Expression? Unknown(CallSyntax call) => Fault(
        call.At,
        Known.Split(", ").Contains(call.Function) ? $"{call.Function} does not take {call.Arguments.Count} arguments" : $"there is no function '{call.Function}'; there are {Known}");

    private Expression? Fault(int at, string description)
    {
        faults.Add(at, description);
        return null;
    }
}
