using Scalar.AspNetCore;

namespace FedMl.Gateway.OpenApi;

/// <summary>
/// Serves the OpenAPI document of <c>/v1</c> and a page to browse it. The document is written by hand, since bodies
/// are read and written token by token and no type says what they look like; a test holds it against the routes.
/// </summary>
internal static class ApiDocument
{
    public const string Path = "/openapi/v1.json";

    private static readonly byte[] Json = Read();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, () => Results.Bytes(Json, "application/json"));
        // Everything of the page comes from this host: no fonts, scripts or proxies of others.
        routes.MapScalarApiReference("/docs", page =>
        {
            page.Title = "FedMl.Services gateway";
            page.OpenApiRoutePattern = Path;
            page.DefaultFonts = false;
            page.ProxyUrl = null;
            page.Telemetry = false;
        });
    }

    private static byte[] Read()
    {
        using var stream = typeof(ApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
