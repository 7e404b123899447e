using System.Diagnostics;
using System.Globalization;
using FedMl.ServiceDefaults.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace FedMl.Gateway.Errors;

/// <summary>Writes an expected failure as the answer, in the shape that the path's contract asks for.</summary>
internal static class ErrorWriter
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    public static Task WriteAsync(HttpContext context, ServiceException failure)
    {
        var entry = ErrorCatalogue.Of(failure.Reason);
        var response = context.Response;
        response.StatusCode = entry.HttpStatus;
        if (entry.Retryable)
        {
            // The header knows whole seconds only.
            var seconds = Math.Max(1, Math.Ceiling((failure.RetryAfter ?? DefaultRetryAfter).TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString("F0", CultureInfo.InvariantCulture);
        }

        if (context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal))
        {
            return response.WriteAsJsonAsync(new OipError(failure.Message), ErrorJson.Default.OipError);
        }

        var problem = new Problem(
            "about:blank", TitleOf(entry.HttpStatus), entry.HttpStatus, failure.Message, entry.Name, Listed(failure.Faults), TraceIdOf(context));
        return response.WriteAsJsonAsync(problem, ErrorJson.Default.Problem, "application/problem+json");
    }

    private static string TitleOf(int status) => status == StatusCodes.Status499ClientClosedRequest
        ? "Client Closed Request"
        : ReasonPhrases.GetReasonPhrase(status);

    private static string TraceIdOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static IReadOnlyList<Fault> Listed(IReadOnlyList<Fault> faults) => faults.Count <= ServiceException.MaxListedFaults
        ? faults
        : [.. faults.Take(ServiceException.MaxListedFaults), new Fault("", $"and {faults.Count - ServiceException.MaxListedFaults} more faults")];
}
