namespace FedMl.Scoring.Rest;

/// <summary>ASP.NET answers an unknown path and a wrong verb without a body; the protocol wants its own.</summary>
internal static class RoutingErrors
{
    public static void UseRoutingErrors(this WebApplication app) => app.Use(static (context, next) =>
        context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal) ? AnswerAsync(context, next) : next(context));

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is not { HasStarted: false, ContentType: null })
        {
            return;
        }

        var error = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "Not Found",
            StatusCodes.Status405MethodNotAllowed => "Method Not Allowed",
            _ => null,
        };
        if (error is not null)
        {
            await InferenceErrors.Answer(context.Response.StatusCode, error).ExecuteAsync(context);
        }
    }
}
