using System.Globalization;
using FedMl.Features.Expressions.Syntax;

namespace FedMl.Features.Expressions.Typed;

/// <summary>The types that <c>cast</c> knows, by our names and by those of SQL.</summary>
internal static class CastType
{
    public static (ExpressionType? Type, int Digits) Read(CastSyntax cast, Faults faults)
    {
        ExpressionType? type = cast.Type switch
        {
            "string" or "varchar" or "nvarchar" or "text" => ExpressionType.Text,
            "int64" or "bigint" or "integer" or "int" => ExpressionType.Int64,
            "double" => ExpressionType.Double,
            "bool" or "boolean" => ExpressionType.Bool,
            "date" => ExpressionType.Date,
            "timestamp" => ExpressionType.Timestamp,
            "decimal" or "numeric" => null,
            _ => ExpressionType.Null,
        };
        switch (type)
        {
            case { IsNull: true }:
                faults.Add(cast.At, $"there is no type '{cast.Type}'; there are string, int64, double, decimal(digits, scale), bool, date, timestamp");
                return (null, 0);
            case not null when cast.Arguments.Count > 0:
                faults.Add(cast.At, $"{cast.Type} takes no length");
                return (null, 0);
            case not null:
                return (type, ExpressionType.MaxDigits);
        }

        if (cast.Arguments.Select(Whole).ToArray() is [{ } digits, { } scale] && digits is >= 1 and <= ExpressionType.MaxDigits && scale <= digits)
        {
            return (ExpressionType.Decimal(scale), digits);
        }

        faults.Add(cast.At, $"{cast.Type} must have its digits, at most {ExpressionType.MaxDigits}, and how many of them are after the point: decimal(15, 2)");
        return (null, 0);
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
