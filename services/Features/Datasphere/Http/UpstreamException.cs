using System.Net;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Datasphere.Http;

/// <summary>The tenant did not answer, or not as it should. Its own texts are not told: they may hold values.</summary>
internal sealed class UpstreamException(
    string what, bool isTransient, HttpStatusCode? status = null, Exception? innerException = null, ErrorReason reason = ErrorReason.SourceUnavailable)
    : ServiceException(reason, $"The source cannot be read: {what}.", innerException: innerException)
{
    /// <summary>The same without an introduction.</summary>
    public string What => what;

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient => isTransient;

    public HttpStatusCode? Status => status;

    /// <summary>An answer that is not what it should be.</summary>
    public static UpstreamException Malformed(string what, Exception? innerException = null) => new($"its answer {what}", isTransient: true, innerException: innerException);

    /// <summary>Throws unless the answer has the status 200.</summary>
    public static void ThrowUnlessAnswered(HttpResponseMessage response, string who, TimeProvider time)
    {
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return;
        }

        var code = (int)response.StatusCode;
        var what = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"{who} refuses the client (HTTP 401)",
            HttpStatusCode.Forbidden => $"{who} does not allow it (HTTP 403); the client's user needs a role with consumption rights in the space",
            HttpStatusCode.TooManyRequests => $"{who} has had too many requests (HTTP 429)",
            _ when code is >= 300 and < 400 => $"{who} redirects (HTTP {code}), which is not followed",
            _ => $"{who} answers with HTTP {code}",
        };
        throw new UpstreamException(what, code is 408 or 429 or 500 or 502 or 503 or 504, response.StatusCode, reason: ReasonOf(response.StatusCode))
        {
            RetryAfter = RetryAfterOf(response, time),
        };
    }

    private static ErrorReason ReasonOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ErrorReason.SourceCredentialsRefused,
        HttpStatusCode.Forbidden => ErrorReason.SourceAccessDenied,
        _ => ErrorReason.SourceUnavailable,
    };

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait is null || wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
