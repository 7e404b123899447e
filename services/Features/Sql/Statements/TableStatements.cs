using FedMl.Features.Columns;
using FedMl.Features.Predictions;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Statements;

/// <summary>The statements that create a table of predictions and write rows into it.</summary>
internal static class TableStatements
{
    // SAP HANA takes 32,767; a statement of less is compiled faster, and few lengths of it keep its plans.
    private const int MaxParameters = 2048;

    public static SqlStatement Create(SqlDialect dialect, string schema, PredictionTable table, PredictionOptions sizes)
    {
        var columns = table.Columns.Select(column => $"{SqlName.Quote(column.Name)} {dialect.TypeName(column, SizeOf(column, sizes))}{(column.IsKey ? " NOT NULL" : "")}");
        var key = table.Columns.Where(column => column.IsKey).Select(column => SqlName.Quote(column.Name));
        return SqlStatement.Of($"{dialect.CreateTable} {NameOf(dialect, schema, table.Name)} ({string.Join(", ", columns)}, PRIMARY KEY ({string.Join(", ", key)}))");
    }

    public static SqlStatement Drop(SqlDialect dialect, string schema, string table) => SqlStatement.Of($"DROP TABLE {NameOf(dialect, schema, table)}");

    /// <summary>Statements that insert those rows whose key is not there; each takes a power of two of them, for there are few of those.</summary>
    public static IEnumerable<SqlStatement> Insert(SqlDialect dialect, string schema, PredictionTable table, PredictionRows rows, PredictionOptions sizes)
    {
        var most = 1;
        while (most * 2 * table.Columns.Count <= MaxParameters)
        {
            most *= 2;
        }

        for (var (row, count) = (0, most); row < rows.Count; row += count)
        {
            while (count > rows.Count - row)
            {
                count /= 2;
            }

            var first = row;
            var parameters = Enumerable.Range(first, count).SelectMany(r => rows.Columns.Select((column, i) => Parameter(column, r, table.Columns[i].Type)));
            yield return new SqlStatement(InsertText(dialect, schema, table, count, sizes), [.. parameters]);
        }
    }

    private static string InsertText(SqlDialect dialect, string schema, PredictionTable table, int rows, PredictionOptions sizes)
    {
        var name = NameOf(dialect, schema, table.Name);
        var names = table.Columns.Select(column => SqlName.Quote(column.Name)).ToArray();
        var row = $"SELECT {string.Join(", ", table.Columns.Select((column, i) => $"CAST(? AS {dialect.TypeName(column, SizeOf(column, sizes))}) AS \"c{i}\""))}{dialect.FromOneRow}";
        var same = table.Columns.Select((column, i) => column.IsKey ? $"\"t\".{names[i]} = \"b\".\"c{i}\"" : null).OfType<string>();
        return $"INSERT INTO {name} ({string.Join(", ", names)}) SELECT {string.Join(", ", names.Select((_, i) => $"\"c{i}\""))}"
            + $" FROM ({string.Join(" UNION ALL ", Enumerable.Repeat(row, rows))}) AS \"b\""
            + $" WHERE NOT EXISTS (SELECT 1 FROM {name} AS \"t\" WHERE {string.Join(" AND ", same)})";
    }

    private static string NameOf(SqlDialect dialect, string schema, string table) => dialect.From(new AssetReference(schema, table), []);

    private static int SizeOf(TableColumn column, PredictionOptions sizes) => column.IsKey ? sizes.MaxKeyLength : sizes.MaxValueSize;

    // Decimals and days go as text and are cast there: no type of a driver holds them all.
    private static object Parameter(ColumnValues values, int row, ValueType type) => values.IsNull(row) ? DBNull.Value : values switch
    {
        ColumnValues<string> texts => texts[row],
        ColumnValues<long> times when type == ValueType.Timestamp => DateTime.SpecifyKind(Timestamps.ToDateTimeOffset(times[row]).UtcDateTime, DateTimeKind.Unspecified),
        ColumnValues<long> numbers => numbers[row],
        ColumnValues<double> numbers => numbers[row],
        ColumnValues<bool> truths => truths[row],
        _ => ((ColumnValues<byte[]>)values)[row],
    };
}
