using System.Globalization;
using System.Text.RegularExpressions;
using FedMl.Gateway.Requests;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.FeatureRows;

/// <summary>Tells faults in the names of the JSON that the caller sent; Features tells them in those of its messages.</summary>
internal static partial class RowFields
{
    /// <param name="failure">What Features told.</param>
    /// <param name="keys">Names of the entity keys sent, in the order of their columns.</param>
    public static ServiceException Translate(ServiceException failure, IReadOnlyList<string> keys) => FaultFields.Translate(failure, field => Translate(field, keys));

    private static string Translate(string field, IReadOnlyList<string> keys)
    {
        var name = Message().Replace(field, "");
        if (Key().Match(name) is { Success: true } match && int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture) is var index && index < keys.Count)
        {
            return $"entityKeys[*].{keys[index]}";
        }

        return name switch
        {
            "as_of" => "asOf",
            "batch_rows" => "batchRows",
            "entity_keys" => "entityKeys",
            "feature_view" => "view",
            _ => name,
        };
    }

    [GeneratedRegex(@"^messages\[[0-9]+\]\.")]
    private static partial Regex Message();

    [GeneratedRegex(@"^entity_keys\[(?<index>[0-9]{1,9})\]$", RegexOptions.ExplicitCapture)]
    private static partial Regex Key();
}
