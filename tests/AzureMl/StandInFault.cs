using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace FedMl.Tests.AzureMl;

/// <summary>Ways for a call to go wrong.</summary>
public static class StandInFault
{
    /// <summary>§6.5: an error body <c>{error:{code,message,target,details[],additionalInfo[]}}</c>, and Retry-After where given.</summary>
    public static Func<HttpContext, Task> Status(int status, string code, int? retryAfterSeconds = null) => async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var error = new { error = new { code, message = "Said by the stand-in.", target = (string?)null, details = Array.Empty<object>(), additionalInfo = Array.Empty<object>() } };
        await context.Response.WriteAsJsonAsync(error);
    };

    /// <summary>An answer with this body.</summary>
    public static Func<HttpContext, Task> Body(string body, string type = "application/json") => async context =>
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body);
    };

    /// <summary>The connection ends in the middle of the answer.</summary>
    public static Task Cut(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Sends the caller elsewhere.</summary>
    public static Func<HttpContext, Task> Redirect(string to) => context =>
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = to;
        return Task.CompletedTask;
    };
}
