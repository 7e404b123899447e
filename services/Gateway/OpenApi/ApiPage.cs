using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedMl.Gateway.OpenApi;

/// <summary>Renders an OpenAPI document as one HTML page that needs no script and nothing from elsewhere.</summary>
internal static class ApiPage
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2d3e}
        code,pre{font:14px/1.4 ui-monospace,monospace} pre{background:#f5f6f7;padding:.75rem;overflow:auto}
        section{border-top:1px solid #d9d9d9;margin-top:2rem} .verb{color:#0064d9;font-weight:700}
        table{border-collapse:collapse} td{padding:.1rem 1rem .1rem 0;vertical-align:top}
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Render(JsonNode document)
    {
        var info = document["info"]!;
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Text(info["title"]));
        html.Append("</title><style>").Append(Style).Append("</style></head><body>");
        html.Append($"<h1>{Text(info["title"])}</h1><p>{Text(info["summary"])}</p>");
        html.Append($"<p>{Text(info["description"]).Replace("\n\n", "</p><p>", StringComparison.Ordinal)}</p>");
        html.Append("<p>As a document for tools: <a href=\"/openapi/v1.json\">/openapi/v1.json</a></p>");
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in item!.AsObject().Where(o => o.Key != "parameters"))
            {
                RenderOperation(html, document, path, verb, item!["parameters"]!.AsArray(), operation!);
            }
        }

        html.Append("<section><h2>Schemas</h2>");
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            html.Append($"<h3 id=\"{Text(name)}\">{Text(name)}</h3><pre>{Text(schema!.ToJsonString(Indented))}</pre>");
        }

        return html.Append("</section></body></html>").ToString();
    }

    private static void RenderOperation(StringBuilder html, JsonNode document, string path, string verb, JsonArray parameters, JsonNode operation)
    {
        html.Append($"<section id=\"{Text(operation["operationId"])}\"><h2>{Text(operation["summary"])}</h2>");
        html.Append($"<p><code><span class=\"verb\">{Text(verb.ToUpperInvariant())}</span> {Text(path)}</code></p><p>{Text(operation["description"])}</p><table>");
        foreach (var parameter in parameters.Select(p => Resolve(document, p!)))
        {
            html.Append($"<tr><td><code>{Text(parameter["name"])}</code></td><td>{Text(parameter["in"])}</td><td>{Text(parameter["description"])}</td></tr>");
        }

        html.Append("</table>");
        if (operation["requestBody"] is { } body)
        {
            html.Append("<h3>Body</h3>");
            RenderContent(html, Resolve(document, body));
        }

        foreach (var (status, reference) in operation["responses"]!.AsObject())
        {
            var response = Resolve(document, reference!);
            html.Append($"<h3>{Text(status)}</h3><p>{Text(response["description"])}</p>");
            RenderContent(html, response);
        }

        html.Append("</section>");
    }

    private static void RenderContent(StringBuilder html, JsonNode holder)
    {
        foreach (var (mediaType, content) in holder["content"]!.AsObject())
        {
            var schema = content!["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1];
            html.Append($"<p><code>{Text(mediaType)}</code>, <a href=\"#{Text(schema)}\">{Text(schema)}</a></p>");
            var examples = content["examples"]?.AsObject().Select(e => e.Value!["value"]) ?? [content["example"]];
            foreach (var example in examples.OfType<JsonNode>())
            {
                html.Append($"<pre>{Text(example.ToJsonString(Indented))}</pre>");
            }
        }
    }

    private static JsonNode Resolve(JsonNode document, JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/').Skip(1).Aggregate(document, (at, step) => at[step]!)
        : node;

    private static string Text(JsonNode? node) => Text(node?.GetValue<string>() ?? "");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
