using FedMl.Features.Columns;

namespace FedMl.Features.Expressions.Typed;

/// <summary>
/// Type of a part of an expression. A decimal has up to <see cref="MaxDigits"/> digits, <paramref name="Scale"/> of them
/// after the point; what does not fit is null.
/// </summary>
/// <param name="Kind">Unspecified: a bare null, which fits every type.</param>
internal readonly record struct ExpressionType(ValueType Kind, int Scale = 0)
{
    public const int MaxDigits = 38;

    /// <summary>A decimal column of which the source does not tell the scale.</summary>
    public const int UnknownScale = -1;

    public static ExpressionType Text { get; } = new(ValueType.String);

    public static ExpressionType Int64 { get; } = new(ValueType.Int64);

    public static ExpressionType Double { get; } = new(ValueType.Double);

    public static ExpressionType Bool { get; } = new(ValueType.Bool);

    public static ExpressionType Date { get; } = new(ValueType.Date);

    public static ExpressionType Timestamp { get; } = new(ValueType.Timestamp);

    public static ExpressionType Null { get; } = new(ValueType.Unspecified);

    public bool IsNumber => Kind is ValueType.Int64 or ValueType.Double or ValueType.Decimal;

    public bool IsTime => Kind is ValueType.Date or ValueType.Timestamp;

    public bool IsNull => Kind == ValueType.Unspecified;

    public static ExpressionType Decimal(int scale) => new(ValueType.Decimal, scale);

    /// <summary>The type that both convert to without being asked; null: none.</summary>
    public ExpressionType? CommonWith(ExpressionType other)
    {
        if (this == other || other.IsNull)
        {
            return this;
        }

        return (this, other) switch
        {
            ({ IsNull: true }, _) => other,
            ({ IsNumber: true }, { IsNumber: true }) when Kind == ValueType.Double || other.Kind == ValueType.Double => Double,
            ({ IsNumber: true }, { IsNumber: true }) => Decimal(Math.Max(Scale, other.Scale)),
            ({ IsTime: true }, { IsTime: true }) => Timestamp,
            _ => null,
        };
    }

    public override string ToString() => Kind switch
    {
        ValueType.Unspecified => "null",
        ValueType.Decimal when Scale != UnknownScale => $"decimal({MaxDigits}, {Scale})",
        _ => ValueTypes.NameOf(Kind),
    };
}
