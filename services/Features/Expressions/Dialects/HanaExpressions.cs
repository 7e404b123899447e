using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Dialects;

/// <summary>
/// SAP HANA says what it is bound to answer like the evaluator: it fails on overflow and division by zero instead of
/// answering null, so arithmetic of doubles and decimals is left to the evaluator, as are the order and the case of texts,
/// for which it has rules of its own. Truths are conditions there, not values, so both ways of saying them are needed.
/// </summary>
internal sealed class HanaExpressions : IExpressionDialect
{
    /// <summary>Some parts are said twice; what grows beyond this is left to the evaluator.</summary>
    public const int MaxLength = 16 * 1024;

    public static HanaExpressions Instance { get; } = new();

    public string? Compile(Expression expression, Func<ColumnValue, string> column)
    {
        try
        {
            return new HanaStatement(column, MaxLength).Value(expression);
        }
        catch (NotSaidException)
        {
            return null;
        }
    }
}

/// <summary>A part that the database cannot be held to; caught where it is compiled.</summary>
internal sealed class NotSaidException : Exception;

/// <summary>Literals and names of types as SAP HANA has them.</summary>
internal static class HanaText
{
    public static string Literal(Literal literal) => literal.Value switch
    {
        null => $"CAST(NULL AS {TypeName(literal.Type)})",
        string text => $"N{SqlText.Quote(text)}",
        bool truth => truth ? "TRUE" : "FALSE",
        Int128 number => Decimal($"'{Decimals.Format(number, literal.Type.Scale)}'", literal.Type.Scale),
        double number => $"TO_DOUBLE('{number.ToString("R", CultureInfo.InvariantCulture)}')",
        long days when literal.Type.Kind == ValueType.Date => $"DATE'{Times.Format(days)}'",
        long microseconds when literal.Type.Kind == ValueType.Timestamp =>
            $"TIMESTAMP'{Timestamps.ToDateTimeOffset(microseconds).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        _ => $"TO_BIGINT('{((long)literal.Value).ToString(CultureInfo.InvariantCulture)}')",
    };

    public static string Decimal(string sql, int scale) =>
        string.Create(CultureInfo.InvariantCulture, $"TO_DECIMAL({sql}, {ExpressionType.MaxDigits}, {scale})");

    private static string TypeName(ExpressionType type) => type.Kind switch
    {
        ValueType.String => "NVARCHAR(5000)",
        ValueType.Int64 => "BIGINT",
        ValueType.Double => "DOUBLE",
        ValueType.Bool => "BOOLEAN",
        ValueType.Date => "DATE",
        ValueType.Timestamp => "TIMESTAMP",
        _ => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({ExpressionType.MaxDigits}, {type.Scale})"),
    };
}
