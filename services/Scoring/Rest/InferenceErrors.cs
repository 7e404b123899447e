using System.Globalization;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Errors under <c>/v2</c> have the protocol's own shape: <c>{"error": "…"}</c>.</summary>
internal sealed class InferenceErrors(ILogger<InferenceErrors> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception)
        {
            return AnswerTo(exception, context.HttpContext);
        }
    }

    /// <summary>What to answer where a request failed; a bug is logged and answered without words.</summary>
    public IResult AnswerTo(Exception failure, HttpContext context)
    {
        switch (failure)
        {
            case ServiceException exception:
                var entry = ErrorCatalogue.Of(exception.Reason);
                if (entry.Retryable)
                {
                    context.Response.Headers.RetryAfter = Math.Ceiling((exception.RetryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
                }

                if (exception.Reason == ErrorReason.UnsupportedMediaType)
                {
                    context.Response.Headers.AcceptEncoding = ContentEncodings.Accepted;
                }

                return Answer(entry.HttpStatus, exception.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return Answer(StatusCodes.Status408RequestTimeout, "The request came too slowly.");
            case BadHttpRequestException exception:
                return Answer(exception.StatusCode, "The request cannot be read.");
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return Answer(ErrorCatalogue.Of(ErrorReason.Cancelled).HttpStatus, "The call was cancelled.");
            default:
                logger.RequestBroke(failure, context.Request.Path);
                return Answer(StatusCodes.Status500InternalServerError, "Internal error.");
        }
    }

    /// <summary>Answers a request that no room has seen.</summary>
    public Task WriteAsync(HttpContext context, ServiceException refusal) => AnswerTo(refusal, context).ExecuteAsync(context);

    public static IResult Answer(int status, string error) => Results.Json(new { error }, statusCode: status);
}
