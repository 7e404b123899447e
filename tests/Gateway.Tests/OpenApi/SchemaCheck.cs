using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedMl.Gateway.Tests.OpenApi;

/// <summary>
/// Checks values against the part of JSON Schema 2020-12 that our document uses. A keyword that it does not
/// know is a failure, so the document cannot say more than what is checked.
/// </summary>
internal sealed class SchemaCheck(JsonNode document)
{
    public IReadOnlyList<string> Faults(JsonNode? value, JsonNode schema, string at = "$")
    {
        List<string> faults = [];
        foreach (var (keyword, rule) in schema.AsObject())
        {
            faults.AddRange(Check(keyword, rule!, schema, value, at));
        }

        return faults;
    }

    private IEnumerable<string> Check(string keyword, JsonNode rule, JsonNode schema, JsonNode? value, string at) => keyword switch
    {
        "description" => [],
        "format" => Format(rule.GetValue<string>(), value, at),
        "$ref" => Faults(value, Resolve(rule.GetValue<string>()), at),
        "type" => Fault(Types(rule).Any(t => IsOf(t, value)), at, $"is not {rule.ToJsonString()}"),
        "enum" => Fault(rule.AsArray().Any(e => JsonNode.DeepEquals(e, value)), at, "is not in the enum"),
        "anyOf" => Fault(rule.AsArray().Any(s => Faults(value, s!, at).Count == 0), at, "fits none of anyOf"),
        "minLength" => Fault(Kind(value) != JsonValueKind.String || value!.GetValue<string>().Length >= rule.GetValue<int>(), at, "is too short"),
        "maxLength" => Fault(Kind(value) != JsonValueKind.String || value!.GetValue<string>().Length <= rule.GetValue<int>(), at, "is too long"),
        "minimum" => Fault(Kind(value) != JsonValueKind.Number || value!.GetValue<double>() >= rule.GetValue<double>(), at, "is too small"),
        "maximum" => Fault(Kind(value) != JsonValueKind.Number || value!.GetValue<double>() <= rule.GetValue<double>(), at, "is too large"),
        "maxItems" => Fault(value is not JsonArray list || list.Count <= rule.GetValue<int>(), at, "has too many items"),
        "minItems" => Fault(value is not JsonArray array || array.Count >= rule.GetValue<int>(), at, "has too few items"),
        "items" => value is JsonArray items ? items.SelectMany((item, i) => Faults(item, rule, $"{at}[{i}]")) : [],
        "required" => value is JsonObject o ? rule.AsArray().SelectMany(r => Fault(o.ContainsKey(r!.GetValue<string>()), at, $"lacks {r}")) : [],
        "properties" => value is JsonObject o
            ? rule.AsObject().Where(p => o.ContainsKey(p.Key)).SelectMany(p => Faults(o[p.Key], p.Value!, $"{at}.{p.Key}"))
            : [],
        "additionalProperties" => value is JsonObject o ? Additional(o, schema["properties"]?.AsObject(), rule, at) : [],
        _ => [$"{at}: the check does not know the keyword {keyword}"],
    };

    private IEnumerable<string> Additional(JsonObject value, JsonObject? properties, JsonNode rule, string at) =>
        value.Where(p => properties?.ContainsKey(p.Key) != true).SelectMany(p => rule is JsonValue
            ? [$"{at}.{p.Key} is not in the schema"]
            : Faults(p.Value, rule, $"{at}.{p.Key}"));

    private static IEnumerable<string> Format(string format, JsonNode? value, string at) => format == "date-time"
        ? Fault(DateTimeOffset.TryParse(value?.GetValue<string>(), CultureInfo.InvariantCulture, out _), at, "is not a date-time")
        : [$"{at}: the check does not know the format {format}"];

    private JsonNode Resolve(string reference) => reference.Split('/').Skip(1).Aggregate(document, (at, step) => at[step]!);

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [rule.GetValue<string>()];

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => Kind(value) == JsonValueKind.String,
        "boolean" => Kind(value) is JsonValueKind.True or JsonValueKind.False,
        "number" => Kind(value) == JsonValueKind.Number,
        "integer" => Kind(value) == JsonValueKind.Number && double.IsInteger(value!.GetValue<double>()),
        _ => false,
    };

    private static JsonValueKind Kind(JsonNode? value) => value?.GetValueKind() ?? JsonValueKind.Null;

    private static string[] Fault(bool holds, string at, string description) => holds ? [] : [$"{at} {description}"];
}
