using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Expressions.Syntax;

namespace FedMl.Features.Expressions.Typed;

/// <summary>Which types convert into which, by themselves or by <c>cast</c>.</summary>
internal sealed class Conversions(Faults faults)
{
    /// <summary>Converts where that is possible without being asked.</summary>
    public static Expression To(Expression expression, ExpressionType type) => expression switch
    {
        _ when expression.Type == type => expression,
        Literal { Value: null } => new Literal(type, null),
        Literal { Value: long number, Type.Kind: ValueType.Int64 } when type.Kind == ValueType.Double => new Literal(type, (double)number),
        Literal { Value: long number, Type.Kind: ValueType.Int64 } when type.Kind == ValueType.Decimal && Decimals.Rescale(number, 0, type.Scale) is { } scaled => new Literal(type, scaled),
        Literal { Value: Int128 number } when type.Kind == ValueType.Decimal && Decimals.Rescale(number, expression.Type.Scale, type.Scale) is { } scaled => new Literal(type, scaled),
        _ => new Convert(type, expression),
    };

    public Expression? Number(int at, Expression? operand, string what)
    {
        if (operand is null || operand.Type.IsNull || (operand.Type.IsNumber && HasScale(at, operand)))
        {
            return operand;
        }

        return operand.Type.IsNumber ? null : Fault(at, $"{what} takes numbers, not {operand.Type}");
    }

    public Expression? Truth(int at, Expression? operand, string what)
    {
        if (operand is null || operand.Type.Kind == ValueType.Bool || operand.Type.IsNull)
        {
            return operand is null ? null : To(operand, ExpressionType.Bool);
        }

        return Fault(at, $"{what} takes truths, not {operand.Type}");
    }

    public Expression? Text(int at, Expression? operand, string what)
    {
        if (operand is null || operand.Type.Kind == ValueType.String || operand.Type.IsNull)
        {
            return operand is null ? null : To(operand, ExpressionType.Text);
        }

        return Fault(at, $"{what} takes texts, not {operand.Type}: cast it as string");
    }

    /// <summary>Brings values to one type. A text beside a date is read as a date.</summary>
    public IReadOnlyList<Expression>? Alike(int at, string what, IReadOnlyList<(int At, Expression? Value)> values)
    {
        var hasTime = values.Any(value => value.Value?.Type.IsTime == true);
        Expression?[] read = [.. values.Select(value => hasTime && value.Value is Literal { Value: string text } ? Time(value.At, text) : value.Value)];
        if (read.Any(value => value is null) || !read.Select((value, i) => HasScale(values[i].At, value!)).ToArray().All(isKnown => isKnown))
        {
            return null;
        }

        var common = ExpressionType.Null;
        foreach (var value in read)
        {
            if (common.CommonWith(value!.Type) is not { } wider)
            {
                Fault(at, $"{what} are {common} and {value.Type}: cast one of them");
                return null;
            }

            common = wider;
        }

        return [.. read.Select(value => To(value!, common))];
    }

    public Expression? Cast(CastSyntax cast, Expression? operand)
    {
        var (type, digits) = CastType.Read(cast, faults);
        if (operand is null || type is not { } target)
        {
            return null;
        }

        if (operand.Type.IsNull)
        {
            return To(operand, target);
        }

        if (!CanCast(operand.Type, target))
        {
            return Fault(cast.At, $"{operand.Type} cannot be cast as {ValueTypes.NameOf(target.Kind)}");
        }

        return operand.Type == target && digits == ExpressionType.MaxDigits ? operand : new Convert(target, operand, digits);
    }

    /// <summary>Converts to the type of a feature, where no value can be lost by it.</summary>
    public Expression? Declared(Expression root, ValueType declared)
    {
        var target = declared == ValueType.Decimal && root.Type.IsNumber ? ExpressionType.Decimal(root.Type.Scale) : new ExpressionType(declared);
        if (declared != ValueType.Binary && HasScale(1, root) && root.Type.CommonWith(target) == target)
        {
            return To(root, target);
        }

        return root.Type.Scale == ExpressionType.UnknownScale
            ? null
            : Fault(1, string.Create(CultureInfo.InvariantCulture, $"it is {root.Type}, the feature {ValueTypes.NameOf(declared)}; cast says how one becomes the other"));
    }

    private static bool CanCast(ExpressionType from, ExpressionType to) => (from.Kind, to.Kind) switch
    {
        (ValueType.Decimal, ValueType.Decimal or ValueType.Double) => true,
        (ValueType.Decimal, _) when from.Scale == ExpressionType.UnknownScale => false,
        var (one, other) when one == other => true,
        (ValueType.Int64 or ValueType.Decimal, ValueType.String) => true,
        (ValueType.Int64 or ValueType.Decimal or ValueType.Double or ValueType.String, ValueType.Int64 or ValueType.Decimal or ValueType.Double) => true,
        (ValueType.String, ValueType.Bool or ValueType.Date) => true,
        (ValueType.Bool or ValueType.Date, ValueType.String) => true,
        (ValueType.Date, ValueType.Timestamp) or (ValueType.Timestamp, ValueType.Date) => true,
        _ => false,
    };

    private bool HasScale(int at, Expression operand)
    {
        if (operand.Type.Scale == ExpressionType.UnknownScale)
        {
            faults.Add(at, "how many digits this decimal has after the point is not known to the source: cast it as decimal(digits, scale)");
        }

        return operand.Type.Scale != ExpressionType.UnknownScale;
    }

    private Expression? Time(int at, string text) => (Expression?)Literals.Time(text, isDate: true) ?? Literals.Time(text, isDate: false) ?? Fault(at, $"'{text}' is no date");

    private Expression? Fault(int at, string description)
    {
        faults.Add(at, description);
        return null;
    }
}
