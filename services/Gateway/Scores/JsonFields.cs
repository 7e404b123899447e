using System.Globalization;
using System.Text.RegularExpressions;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Scores;

/// <summary>
/// Tells faults in the names of the JSON that the caller sent. Scoring tells them in those of the message that it was
/// sent, which holds columns where the JSON holds rows.
/// </summary>
internal static partial class JsonFields
{
    /// <param name="failure">What Scoring told.</param>
    /// <param name="sent">The message that it was sent.</param>
    /// <param name="records">Name of the records in the caller's JSON.</param>
    public static ServiceException Translate(ServiceException failure, ScoreRequest sent, string records = "records") =>
        FaultFields.Translate(failure, field => Translate(field, sent, records));

    private static string Translate(string field, ScoreRequest sent, string records)
    {
        if (Path().Match(field) is not { Success: true } match)
        {
            return field;
        }

        var index = match.Groups["index"].Success ? int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture) : (int?)null;
        var rest = match.Groups["rest"].Value;
        return match.Groups["name"].Value switch
        {
            "as_of" => "asOf" + rest,
            "row_as_of" => "rowAsOf" + (index is null ? "" : $"[{index}]") + rest,
            "entity_keys.rows" => $"entityKeys[{index}]{rest}",
            "rows" => (IsKeyed(sent, rest) ? "entityKeys" : records) + (index is null ? "" : $"[{index}]") + rest,
            "entity_keys" => "entityKeys" + EachRow(sent.EntityKeys?.Columns, index) + rest,
            "caller_values" => records + EachRow(sent.EntityKeys?.CallerValues, index) + rest,
            _ => records + EachRow(sent.Records?.Columns, index) + rest,
        };
    }

    // Of a request by key only what the caller sent beside the keys is a value of the records.
    private static bool IsKeyed(ScoreRequest sent, string rest) =>
        sent.EntityKeys is { } keys && !keys.CallerValues.Any(column => rest == "." + column.Name);

    private static string EachRow(IReadOnlyList<Column>? columns, int? index) =>
        index is { } i && i < columns?.Count ? $"[*].{columns[i].Name}" : "";

    [GeneratedRegex(@"^(?<name>as_of|row_as_of|entity_keys\.rows|entity_keys|caller_values|records|rows)(\[(?<index>[0-9]{1,9})\])?(?<rest>(\..*)?)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Path();
}
