using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FedMl.Gateway.Tests.OpenApi;

/// <summary>Holds real answers against what the document says of them.</summary>
internal sealed class ApiContract(JsonNode document)
{
    public async Task CheckAsync(HttpRequestMessage request, HttpResponseMessage response)
    {
        var path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.AbsolutePath : request.RequestUri.OriginalString.Split('?')[0];
        if (!path.StartsWith("/v1", StringComparison.Ordinal))
        {
            return;
        }

        var described = DescribedBy(request.Method, path, (int)response.StatusCode);
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        Assert.True(described["content"]!.AsObject().ContainsKey(mediaType), $"{request.Method} {path} answered {response.StatusCode} as '{mediaType}'");

        var schema = described["content"]![mediaType]!["schema"]!;
        foreach (var body in await BodiesAsync(response, mediaType))
        {
            Assert.Empty(new SchemaCheck(document).Faults(body, schema));
        }

        foreach (var header in described["headers"]?.AsObject().Select(h => h.Key) ?? [])
        {
            Assert.True(response.Headers.Contains(header), $"{request.Method} {path} answered {response.StatusCode} without {header}");
        }
    }

    // Of JSON lines the schema is of each line.
    private static async Task<JsonNode?[]> BodiesAsync(HttpResponseMessage response, string mediaType)
    {
        var text = await response.Content.ReadAsStringAsync();
        return mediaType switch
        {
            "application/x-ndjson" => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))],
            _ when mediaType.EndsWith("json", StringComparison.Ordinal) => [JsonNode.Parse(text)],
            _ => [JsonValue.Create(text)],
        };
    }

    private JsonNode DescribedBy(HttpMethod method, string path, int status)
    {
        var operation = document["paths"]!.AsObject()
            .Where(p => Regex.IsMatch(path, $"^{Regex.Replace(Regex.Escape(p.Key), @"\\\{\w+}", "[^/]+")}$"))
            .Select(p => p.Value![method.Method.ToLowerInvariant()])
            .FirstOrDefault(o => o is not null);
        if (operation is null)
        {
            Assert.InRange(status, 400, 499);
            return document["components"]!["responses"]!["Problem"]!;
        }

        var responses = operation["responses"]!;
        var response = responses[$"{status}"] ?? responses["default"]!;
        return response["$ref"] is { } reference ? document["components"]!["responses"]![reference.GetValue<string>().Split('/')[^1]]! : response;
    }
}
