namespace FedMl.Gateway;

internal sealed class MetricsMiddleware(RequestDelegate next, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            GatewayMetrics.Answered(Routes.TemplateOf(context), context.Response.StatusCode, time.GetElapsedTime(start));
        }
    }
}
