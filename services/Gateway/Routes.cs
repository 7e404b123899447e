namespace FedMl.Gateway;

internal static class Routes
{
    private const string Unmatched = "unmatched";

    /// <summary>The template that matched, such as <c>/v1/models/{model}</c>: never the path a client made up.</summary>
    public static string TemplateOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? Unmatched;
}
