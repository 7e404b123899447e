using System.Globalization;
using DuckDB.NET.Data;

namespace FedMl.Benchmarks.Scans;

/// <summary>Rows of a key and 30 columns, as a file that Features serves and as a table of DuckDB's in memory.</summary>
internal static class ScanData
{
    /// <summary>What the columns hold, in the words of feature view files.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        .. Enumerable.Repeat("double", 18), .. Enumerable.Repeat("int64", 5), .. Enumerable.Repeat("bool", 2),
        .. Enumerable.Repeat("string", 2), "decimal", "date", "timestamp",
    ];

    public static void Write(string folder, int rows)
    {
        Directory.CreateDirectory(Path.Combine(folder, "data", "S"));
        Directory.CreateDirectory(Path.Combine(folder, "views"));
        using var connection = Open();
        // Keys in no order; one value in twenty is null.
        var columns = Types.Select((type, i) => string.Create(CultureInfo.InvariantCulture, $"CASE WHEN hash(k, {i}) % 20 > 0 THEN {Value(type, i)} END AS c{i}"));
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"COPY (SELECT k AS id, {string.Join(", ", columns)} FROM (SELECT (i * 7919) % {rows} + {rows} AS k FROM range({rows}) t(i))) TO '{FileOf(folder)}'");
        command.ExecuteNonQuery();
        var features = Types.Select((type, i) => string.Create(CultureInfo.InvariantCulture, $"  - {{ name: c{i}, type: {type} }}\n"));
        File.WriteAllText(
            Path.Combine(folder, "views", "wide.yaml"), $"name: wide\nsource: {{ space: S, asset: WIDE }}\nentity: [ {{ key: id, type: int64 }} ]\nfeatures:\n{string.Concat(features)}");
    }

    public static DuckDBConnection OpenTable(string folder)
    {
        var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE wide AS FROM '{FileOf(folder)}'";
        command.ExecuteNonQuery();
        return connection;
    }

    private static string FileOf(string folder) => Path.Combine(folder, "data", "S", "WIDE.parquet");

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }

    private static string Value(string type, int i) => type switch
    {
        "double" => $"(hash(k, {i}, 1) % 1000003) / 997.0",
        "int64" => $"(hash(k, {i}, 2) % 100000)::BIGINT - 50000",
        "bool" => $"hash(k, {i}, 3) % 2 = 0",
        "string" => $"'category ' || hash(k, {i}, 4) % 100",
        "decimal" => $"((hash(k, {i}, 5) % 10000000)::BIGINT / 100.0)::DECIMAL(15, 2)",
        "date" => $"DATE '2020-01-01' + (hash(k, {i}, 6) % 2000)::INTEGER",
        _ => $"make_timestamp(1600000000000000 + (hash(k, {i}, 7) % 100000000)::BIGINT * 1000)",
    };
}
