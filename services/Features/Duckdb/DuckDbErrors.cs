using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace FedMl.Features.Duckdb;

/// <summary>
/// What of DuckDB's error texts can be shown. In full they hold paths and, for a broken CSV line, the line itself.
/// </summary>
internal static partial class DuckDbErrors
{
    public static string Describe(Exception exception) => exception switch
    {
        DuckDBException when CsvLine().Match(exception.Message) is { Success: true } match => $"CSV error on line {match.Groups[1].Value}",
        DuckDBException => exception.Message[..Math.Max(0, exception.Message.IndexOf(':', StringComparison.Ordinal))],
        UnauthorizedAccessException => "no permission",
        _ => "input/output error",
    };

    [GeneratedRegex(@"CSV Error on Line: ([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex CsvLine();
}
