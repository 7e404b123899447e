namespace FedMl.Features.Duckdb;

/// <summary>Names and texts as SQL. Values that come from requests are parameters, never text.</summary>
internal static class DuckDbSql
{
    public static string Name(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>One file: DuckDB takes a file name for a pattern.</summary>
    public static string FileName(string path) => Text(path
        .Replace("[", "[[]", StringComparison.Ordinal)
        .Replace("*", "[*]", StringComparison.Ordinal)
        .Replace("?", "[?]", StringComparison.Ordinal));
}
