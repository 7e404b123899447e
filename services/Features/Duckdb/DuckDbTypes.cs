using System.Globalization;
using System.Text.RegularExpressions;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>DuckDB's types and how their values leave DuckDB without losing anything.</summary>
internal static partial class DuckDbTypes
{
    public static ValueType ToValueType(string duckDbType)
    {
        var name = duckDbType.Split('(', 2)[0];
        return name switch
        {
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" => ValueType.Int64,
            "UBIGINT" or "HUGEINT" or "UHUGEINT" or "DECIMAL" when !duckDbType.EndsWith(']') => ValueType.Decimal,
            "FLOAT" or "DOUBLE" => ValueType.Double,
            "BOOLEAN" => ValueType.Bool,
            "DATE" => ValueType.Date,
            "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" or "TIMESTAMP WITH TIME ZONE" => ValueType.Timestamp,
            "BLOB" => ValueType.Binary,
            _ => ValueType.String,
        };
    }

    // Files do not say whether a column can be null, so each can.
    public static SourceColumn ToSourceColumn((string Name, string Type) column)
    {
        var type = ToValueType(column.Type);
        var scale = DecimalType().Match(column.Type) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return new SourceColumn(column.Name, type, column.Type, IsNullable: true, type == ValueType.Decimal ? scale : null);
    }

    /// <summary>
    /// SQL that reads a value as text, which is then parsed strictly, or as the type's own; null where the source's type does
    /// not convert to the declared one.
    /// </summary>
    public static BoundColumn? Bind(string sql, string duckDbType, ValueType declared) => (ToValueType(duckDbType), declared) switch
    {
        (ValueType.Binary, ValueType.Binary) => new(sql, declared, IsText: false),
        (ValueType.Binary, _) or (_, ValueType.Binary) => null,
        (_, ValueType.String) => new($"CAST({sql} AS VARCHAR)", declared, IsText: true),
        (ValueType.String, _) => new($"CAST({sql} AS VARCHAR)", declared, IsText: true),
        (ValueType.Int64, ValueType.Int64) => new($"CAST({sql} AS BIGINT)", declared, IsText: false),
        (ValueType.Int64, ValueType.Double) or (ValueType.Double, ValueType.Double) => new($"CAST({sql} AS DOUBLE)", declared, IsText: false),
        // Through text: DuckDB's own cast of a decimal to double is not the nearest double.
        (ValueType.Int64, ValueType.Decimal) => new($"CAST({sql} AS VARCHAR)", declared, IsText: true),
        (ValueType.Decimal, ValueType.Decimal or ValueType.Int64 or ValueType.Double) => new($"CAST({sql} AS VARCHAR)", declared, IsText: true),
        (ValueType.Bool, ValueType.Bool) => new(sql, declared, IsText: false),
        (ValueType.Date, ValueType.Date) => new($"CAST({sql} AS VARCHAR)", declared, IsText: true),
        (ValueType.Timestamp or ValueType.Date, ValueType.Timestamp) => new(Microseconds(sql, duckDbType), declared, IsText: false),
        _ => null,
    };

    [GeneratedRegex(@"^DECIMAL\([0-9]+,([0-9]+)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalType();

    // epoch_us of an infinite time is null; a number out of range makes it a fault instead of a missing value.
    private static string Microseconds(string sql, string duckDbType)
    {
        var time = duckDbType == "TIMESTAMP WITH TIME ZONE" ? sql : $"CAST({sql} AS TIMESTAMP)";
        return $"CASE WHEN isfinite({time}) THEN epoch_us({time}) WHEN {sql} IS NOT NULL THEN {long.MaxValue} END";
    }
}
