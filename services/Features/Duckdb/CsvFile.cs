using DuckDB.NET.Data;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>A CSV file as an asset: every column is text as it stands in the file; types are what all rows agree on.</summary>
internal static class CsvFile
{
    // No header can hold it by accident.
    private const string TextPrefix = "\u001f";
    private const string Dialect = "quote = '\"', escape = '\"', header = true, skip = 0, hive_partitioning = false, compression = 'none'";
    private const string Types = "['BOOLEAN', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR']";

    public static OpenAsset Open(StoppableConnection connection, string path, bool withTypes)
    {
        var header = CsvHeader.Read(path);
        var dialect = $"{DuckDbSql.FileName(path)}, delim = {DuckDbSql.Text(header.Delimiter.ToString())}, {Dialect}";
        string[] types = withTypes ? TypesOf(connection.Connection, dialect, header) : [.. header.Columns.Select(_ => "VARCHAR")];

        var names = string.Join(", ", header.Columns.Select(name => $"{DuckDbSql.Text(name)}: 'VARCHAR'"));
        var columns = header.Columns.Zip(types, (name, type) =>
            $"{DuckDbSql.Name(name)} AS {DuckDbSql.Name(TextPrefix + name)}, CAST({DuckDbSql.Name(name)} AS {type}) AS {DuckDbSql.Name(name)}");
        return new OpenAsset(
            connection,
            $"(SELECT {string.Join(", ", columns)} FROM read_csv({dialect}, auto_detect = false, columns = {{{names}}}))",
            [.. header.Columns.Zip(types)],
            TextPrefix);
    }

    private static string[] TypesOf(DuckDBConnection connection, string dialect, CsvHeader header)
    {
        string[] types = [.. connection.Describe($"SELECT * FROM read_csv({dialect}, sample_size = -1, auto_type_candidates = {Types})").Select(column => column.Type)];
        return types.Length == header.Columns.Count
            ? types
            : throw new SourceUnavailableException("The file's rows do not fit its first line.");
    }
}
