using System.Globalization;
using System.Text.RegularExpressions;

namespace FedMl.Gateway.Predictions;

/// <summary>Fields of the message, which holds columns, in the names of the JSON, which holds rows.</summary>
internal static partial class PredictionFields
{
    public static string Translate(string field) => Split(field) switch
    {
        ("run", var name) => name,
        ("batch", _) => "rows",
        ("row", var name) => $"rows[{RowOf(field)}]" + (name.Length == 0 ? "" : $".{name}"),
        _ => field,
    };

    /// <summary>Whether a field is of the run, of the whole batch or of a row, and its name there; empty: all of it.</summary>
    public static (string Part, string Name) Split(string field) => field switch
    {
        "run" => ("run", ""),
        "run.run_id" => ("run", "runId"),
        "run.model_version" => ("run", "modelVersion"),
        "batch" => ("batch", ""),
        _ when field.StartsWith("run.", StringComparison.Ordinal) => ("run", field["run.".Length..]),
        _ when Row().Match(field) is { Success: true } match => ("row", match.Groups[1].Value == "batch" ? "" : match.Groups[1].Value),
        _ => ("", field),
    };

    /// <summary>The row that a field is of; null: of none.</summary>
    public static int? RowOf(string field) => Row().Match(field) is { Success: true } match && int.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var row) ? row : null;

    [GeneratedRegex(@"^(.+)\[([0-9]{1,9})\]\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
