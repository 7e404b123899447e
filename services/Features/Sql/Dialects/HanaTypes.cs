using System.Globalization;
using FedMl.Features.Predictions;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql.Dialects;

/// <summary>SAP HANA's types and how their values leave it without losing anything.</summary>
internal static class HanaTypes
{
    // What System.Decimal holds; the driver fails on, or rounds, what has more digits.
    private const int DecimalDigits = 28;

    // Types of parameters; a text's has the length that a column may have at most.
    private const string AnyText = "NVARCHAR(5000)";
    private const string WholeNumber = "BIGINT";
    private const string Time = "TIMESTAMP";

    public static ValueType ToValueType(string type) => type switch
    {
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" => ValueType.Int64,
        "DECIMAL" or "SMALLDECIMAL" => ValueType.Decimal,
        "REAL" or "DOUBLE" or "FLOAT" => ValueType.Double,
        "BOOLEAN" => ValueType.Bool,
        "DATE" or "DAYDATE" => ValueType.Date,
        "TIMESTAMP" or "LONGDATE" or "SECONDDATE" => ValueType.Timestamp,
        "VARBINARY" or "BINARY" or "BLOB" => ValueType.Binary,
        "NVARCHAR" or "VARCHAR" or "NCHAR" or "CHAR" or "ALPHANUM" or "SHORTTEXT" or "TIME" or "SECONDTIME" => ValueType.String,
        "NCLOB" or "CLOB" or "TEXT" => ValueType.String,
        _ => ValueType.Unspecified,
    };

    public static ColumnRead? Read(SqlColumn column, ValueType declared)
    {
        var sql = column.Quoted;
        return (ToValueType(column.TypeName), declared) switch
        {
            (ValueType.Binary, ValueType.Binary) => column.TypeName == "BLOB" ? new(sql, ReadForm.LargeBinary) : ColumnRead.Native(sql),
            (ValueType.String, ValueType.String) when IsLarge(column) => new(sql, ReadForm.LargeText),
            (ValueType.String, ValueType.String) when column.TypeName is "TIME" or "SECONDTIME" => ColumnRead.Text($"TO_NVARCHAR({sql}, 'HH24:MI:SS')"),
            // To anything else it might convert or not, value by value; whoever owns the view casts it there.
            (ValueType.String, ValueType.String) => ColumnRead.Native(sql),
            (ValueType.Int64, ValueType.Int64 or ValueType.Double) => ColumnRead.Native(sql),
            (ValueType.Int64, ValueType.Decimal or ValueType.String) => ColumnRead.Text($"TO_NVARCHAR({sql})"),
            (ValueType.Double, ValueType.Double) => ColumnRead.Native(sql),
            (ValueType.Decimal, ValueType.Decimal or ValueType.Int64 or ValueType.Double or ValueType.String) =>
                column is { Scale: not null, Length: <= DecimalDigits } ? ColumnRead.Native(sql) : ColumnRead.Text($"TO_NVARCHAR({sql})"),
            (ValueType.Bool, ValueType.Bool) => ColumnRead.Native(sql),
            (ValueType.Date, ValueType.Date or ValueType.Timestamp) => ColumnRead.Native(sql),
            (ValueType.Date, ValueType.String) => ColumnRead.Text($"TO_NVARCHAR({sql}, 'YYYY-MM-DD')"),
            (ValueType.Timestamp, ValueType.Timestamp) => ColumnRead.Native(sql),
            (ValueType.Timestamp, ValueType.String) => ColumnRead.Text($"TO_NVARCHAR({sql}, 'YYYY-MM-DD HH24:MI:SS.FF7')"),
            _ => null,
        };
    }

    public static KeyMatch? Match(SqlColumn column, ValueType declared)
    {
        var sql = column.Quoted;
        return (column.TypeName, declared) switch
        {
            ("TIME" or "SECONDTIME", _) => null,
            (_, ValueType.String) when ToValueType(column.TypeName) == ValueType.String && !IsLarge(column) => new(sql, sql, AnyText, MaxLength: column.Length ?? int.MaxValue),
            (_, ValueType.String) when ToValueType(column.TypeName) == ValueType.Int64 => new($"TO_NVARCHAR({sql})", sql, AnyText),
            ("TINYINT", ValueType.Int64) => new(sql, sql, WholeNumber, Min: byte.MinValue, Max: byte.MaxValue),
            ("SMALLINT", ValueType.Int64) => new(sql, sql, WholeNumber, Min: short.MinValue, Max: short.MaxValue),
            ("INTEGER", ValueType.Int64) => new(sql, sql, WholeNumber, Min: int.MinValue, Max: int.MaxValue),
            ("BIGINT", ValueType.Int64) => new(sql, sql, WholeNumber),
            ("DECIMAL", ValueType.Int64) when column is { Length: { } digits, Scale: { } scale } => Whole(sql, digits - scale),
            _ => null,
        };
    }

    public static EventTimeMatch? MatchTime(SqlColumn column) => column.TypeName switch
    {
        "TIMESTAMP" or "LONGDATE" => new(column.Quoted, Time, asOf => asOf.UtcDateTime),
        "SECONDDATE" => new(column.Quoted, Time, asOf => new DateTime(asOf.UtcTicks - (asOf.UtcTicks % TimeSpan.TicksPerSecond))),
        // A day begins at its midnight.
        "DATE" or "DAYDATE" => new(column.Quoted, Time, asOf => asOf.UtcDateTime.Date),
        _ => null,
    };

    public static string NameOf(TableColumn column, int size) => column.Type switch
    {
        ValueType.String => string.Create(CultureInfo.InvariantCulture, $"NVARCHAR({size})"),
        ValueType.Binary => string.Create(CultureInfo.InvariantCulture, $"VARBINARY({size})"),
        ValueType.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({column.Precision}, {column.Scale})"),
        ValueType.Int64 => "BIGINT",
        ValueType.Double => "DOUBLE",
        ValueType.Bool => "BOOLEAN",
        ValueType.Date => "DATE",
        _ => "TIMESTAMP",
    };

    // Only what holds every value of ours.
    public static TableColumn ToTableColumn(SqlColumn column, bool isKey) => column.TypeName switch
    {
        "DECIMAL" when column is { Length: { } precision, Scale: { } scale } => new(column.Name, ValueType.Decimal, precision, scale, isKey),
        "NVARCHAR" or "VARBINARY" or "BIGINT" or "DOUBLE" or "BOOLEAN" or "DATE" or "TIMESTAMP" => new(column.Name, ToValueType(column.TypeName), IsKey: isKey),
        _ => new(column.Name, ValueType.Unspecified, IsKey: isKey),
    };

    private static bool IsLarge(SqlColumn column) => column.TypeName is "NCLOB" or "CLOB" or "TEXT";

    private static KeyMatch Whole(string sql, int digits)
    {
        const int LongDigits = 18;
        var max = digits > LongDigits ? long.MaxValue : (long)Math.Pow(10, Math.Max(0, digits)) - 1;
        return new(sql, sql, WholeNumber, Min: -max, Max: max);
    }
}
