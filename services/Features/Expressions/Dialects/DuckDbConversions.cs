using FedMl.Features.Expressions.Typed;
using Convert = FedMl.Features.Expressions.Typed.Convert;

namespace FedMl.Features.Expressions.Dialects;

/// <summary>
/// Conversions as DuckDB says them. Doubles and decimals meet as text without an exponent: DuckDB's own casts between them
/// are not the nearest, and of texts with an exponent it makes wrong decimals.
/// Between numbers it must be TRY around CAST: DuckDB's optimizer compares through TRY_CAST as if it never gave null.
/// </summary>
internal static class DuckDbConversions
{
    public static string Compile(Convert convert, string sql)
    {
        var target = DuckDbExpressions.TypeName(convert.Type);
        return (convert.Operand.Type.Kind, convert.Type.Kind) switch
        {
            (ValueType.String, ValueType.Int64) => $"TRY_CAST({Matching(sql, TextForms.Whole)} AS BIGINT)",
            (ValueType.String, ValueType.Double) => DuckDbExpressions.Finite($"TRY_CAST({Matching(sql, TextForms.Double)} AS DOUBLE)"),
            (ValueType.String, ValueType.Decimal) => ToDecimal(convert, $"nullif({Matching(sql, TextForms.Decimal)}, '')"),
            (ValueType.String, ValueType.Bool) => $"TRY_CAST({Matching(sql, TextForms.Truth)} AS BOOLEAN)",
            // There is no year 0000.
            (ValueType.String, ValueType.Date) => $"TRY_CAST(regexp_replace({Matching(sql, TextForms.Date)}, '^0000.*', '') AS DATE)",
            (ValueType.Decimal, ValueType.Double) => $"CAST(CAST({sql} AS VARCHAR) AS DOUBLE)",
            (ValueType.Double, ValueType.Decimal) => ToDecimal(convert, $"format('{{:.60f}}', {sql})"),
            (ValueType.Double, ValueType.Int64) => $"TRY(CAST(round({sql}) AS BIGINT))",
            (_, ValueType.Decimal) => ToDecimal(convert, sql),
            _ => $"TRY(CAST({sql} AS {target}))",
        };
    }

    private static string ToDecimal(Convert convert, string sql)
    {
        var narrow = $"TRY(CAST({sql} AS {DuckDbExpressions.Decimal(convert.Digits, convert.Type.Scale)}))";
        return convert.Digits == ExpressionType.MaxDigits ? narrow : $"CAST({narrow} AS {DuckDbExpressions.TypeName(convert.Type)})";
    }

    // Empty where the text has not that form, and no type says a value by that.
    private static string Matching(string sql, string form) => $"regexp_extract({sql}, '{form}')";
}
