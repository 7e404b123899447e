using System.Text;
using System.Text.Json.Nodes;

namespace FedMl.Gateway.OpenApi;

/// <summary>
/// Serves the OpenAPI document and a page of it. The document is written by hand: bodies are read token by
/// token, so no type of ours has their shape. A test holds it against the routes and their answers.
/// </summary>
internal static class ApiDocument
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var document = Make();
        var text = document.ToJsonString();
        var page = ApiPage.Render(document);

        routes.MapGet("/openapi/v1.json", () => TypedResults.Text(text, "application/json", Encoding.UTF8));
        routes.MapGet("/docs", (HttpContext context) =>
        {
            // The page has no script and loads nothing.
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            return TypedResults.Text(page, "text/html", Encoding.UTF8);
        });
    }

    public static JsonNode Make()
    {
        var document = Read("openapi.json");
        document["components"] = Read("components.json");
        return document;
    }

    private static JsonNode Read(string name)
    {
        using var stream = typeof(ApiDocument).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the assembly.");
        return JsonNode.Parse(stream)!;
    }
}
