using DuckDB.NET.Data;
using FedMl.Features.Columns;

namespace FedMl.Features.Duckdb;

/// <summary>A plan's column as DuckDB reads it.</summary>
/// <param name="Sql">Reads the value.</param>
/// <param name="Type">The declared type.</param>
/// <param name="IsText">Whether it comes as text and is parsed here.</param>
internal sealed record BoundColumn(string Sql, ValueType Type, bool IsText)
{
    /// <summary>SQL that compares with a key's parameter; a text that is no whole number equals none.</summary>
    public string KeySql(string column) => Type == ValueType.Int64 && IsText
        ? $"CASE WHEN regexp_full_match({column}, '[+-]?[0-9]+') THEN TRY_CAST({column} AS BIGINT) END"
        : column;

    /// <summary>Adds the value of a row; false: it does not convert to the declared type.</summary>
    public bool TryAdd(ColumnValues target, DuckDBDataReader row, int ordinal)
    {
        if (row.IsDBNull(ordinal))
        {
            target.AddNull();
            return true;
        }

        if (IsText)
        {
            return TextValues.TryAdd(target, Type, row.GetString(ordinal));
        }

        switch (target)
        {
            case ColumnValues<long> numbers:
                var number = row.GetInt64(ordinal);
                numbers.Add(number);
                return Type != ValueType.Timestamp || Timestamps.AreInRange(number);
            case ColumnValues<double> doubles:
                doubles.Add(row.GetDouble(ordinal));
                return true;
            case ColumnValues<bool> truths:
                truths.Add(row.GetBoolean(ordinal));
                return true;
            default:
                using (var stream = row.GetStream(ordinal))
                {
                    var bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                    ((ColumnValues<byte[]>)target).Add(bytes);
                }

                return true;
        }
    }
}
