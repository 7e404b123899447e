namespace FedMl.Scoring.Rest;

/// <summary>ASP.NET answers a wrong verb without a body; the protocol wants its own.</summary>
internal static class WrongVerb
{
    public static void MapWhenWrongVerb(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false } && context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal))
        {
            await InferenceErrors.Answer(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed").ExecuteAsync(context);
        }
    });
}
