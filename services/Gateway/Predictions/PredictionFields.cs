using System.Text.RegularExpressions;

namespace FedMl.Gateway.Predictions;

/// <summary>Fields of the message, which holds columns, in the names of the JSON, which holds rows.</summary>
internal static partial class PredictionFields
{
    public static string Translate(string field) => field switch
    {
        "run" => "",
        "run.run_id" => "runId",
        "run.model_version" => "modelVersion",
        "batch" => "rows",
        _ when field.StartsWith("run.", StringComparison.Ordinal) => field["run.".Length..],
        _ when Row().Match(field) is { Success: true } match => $"rows[{match.Groups[2].Value}]" + (match.Groups[1].Value == "batch" ? "" : "." + match.Groups[1].Value),
        _ => field,
    };

    [GeneratedRegex(@"^(.+)\[([0-9]+)\]\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
