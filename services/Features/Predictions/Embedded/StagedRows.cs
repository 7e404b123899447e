using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Duckdb;

namespace FedMl.Features.Predictions.Embedded;

/// <summary>Rows in a temporary table of one connection, from where SQL takes them as the types of the table.</summary>
internal static class StagedRows
{
    private const string Table = "staged_rows";

    /// <summary>Stages rows and answers what to select of them: the table's columns in its order and with its names.</summary>
    public static string Stage(DuckDBConnection connection, PredictionTable table, PredictionRows rows)
    {
        var staged = table.Columns.Select((column, i) => $"c{i} {TypeOf(column)}");
        connection.Execute($"CREATE OR REPLACE TEMP TABLE {Table} ({string.Join(", ", staged)})");
        using (var appender = connection.CreateAppender("temp", "main", Table))
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var target = appender.CreateRow();
                foreach (var column in rows.Columns)
                {
                    Append(target, column, row);
                }

                target.EndRow();
            }
        }

        return $"SELECT {string.Join(", ", table.Columns.Select((column, i) => $"{Value(column, i)} AS {DuckDbSql.Name(column.Name)}"))} FROM temp.{Table}";
    }

    private static string TypeOf(TableColumn column) => column.Type switch
    {
        ValueType.Decimal or ValueType.Date => "VARCHAR",
        ValueType.Timestamp => "BIGINT",
        _ => EmbeddedTypes.NameOf(column),
    };

    private static string Value(TableColumn column, int i) => column.Type == ValueType.Timestamp ? $"make_timestamp(c{i})" : $"CAST(c{i} AS {EmbeddedTypes.NameOf(column)})";

    private static void Append(IDuckDBAppenderRow target, ColumnValues column, int row)
    {
        if (column.IsNull(row))
        {
            target.AppendNullValue();
            return;
        }

        switch (column)
        {
            case ColumnValues<string> texts:
                target.AppendValue(texts[row]);
                break;
            case ColumnValues<long> numbers:
                target.AppendValue(numbers[row]);
                break;
            case ColumnValues<double> numbers:
                target.AppendValue(numbers[row]);
                break;
            case ColumnValues<bool> truths:
                target.AppendValue(truths[row]);
                break;
            default:
                target.AppendValue(((ColumnValues<byte[]>)column)[row]);
                break;
        }
    }
}
