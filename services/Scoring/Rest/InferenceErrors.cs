using System.Globalization;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Errors under <c>/v2</c> have the protocol's own shape: <c>{"error": "…"}</c>.</summary>
internal sealed class InferenceErrors(ILogger<InferenceErrors> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (ServiceException exception)
        {
            var entry = ErrorCatalogue.Of(exception.Reason);
            if (entry.Retryable)
            {
                http.Response.Headers.RetryAfter = Math.Ceiling((exception.RetryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            return Answer(entry.HttpStatus, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            return Answer(exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request is too large." : "The request cannot be read.");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Answer(ErrorCatalogue.Of(ErrorReason.Cancelled).HttpStatus, "The call was cancelled.");
        }
        catch (Exception exception)
        {
            logger.RequestBroke(exception, http.Request.Path);
            return Answer(StatusCodes.Status500InternalServerError, "Internal error.");
        }
    }

    public static IResult Answer(int status, string error) => Results.Json(new { error }, statusCode: status);
}
