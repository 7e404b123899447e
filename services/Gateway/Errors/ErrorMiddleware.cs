using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Errors;

/// <summary>Answers every failure, and what routing refused, with a body that says why.</summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        ServiceException? failure;
        try
        {
            await next(context);
            failure = Refused(context);
        }
        catch (Exception exception)
        {
            failure = Translate(exception, context);
        }

        if (failure is null)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        await ErrorWriter.WriteAsync(context, failure);
    }

    // Only what routing itself refused: a forwarded 404 is Scoring's answer.
    private static ServiceException? Refused(HttpContext context) => (context.GetEndpoint() is RouteEndpoint, context.Response.StatusCode) switch
    {
        (false, StatusCodes.Status404NotFound) => new ServiceException(ErrorReason.RouteNotFound, "There is no such path."),
        (false, StatusCodes.Status405MethodNotAllowed) => new ServiceException(ErrorReason.MethodNotAllowed, "The path does not take this verb."),
        _ => null,
    };

    private ServiceException Translate(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case ServiceException expected:
                return expected;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ServiceException(ErrorReason.RequestTooLarge, "The body is larger than this server takes.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return new ServiceException(ErrorReason.MalformedRequest, "The body came too slowly, so the rest was not waited for.");
            case BadHttpRequestException:
                return new ServiceException(ErrorReason.MalformedRequest, "The request is not valid HTTP.");
            case not null when context.RequestAborted.IsCancellationRequested:
                return new ServiceException(ErrorReason.Cancelled, "The caller cancelled.");
            default:
                logger.UnexpectedFailure(exception!, Routes.TemplateOf(context));
                return new ServiceException(ErrorReason.Internal, "Internal error.");
        }
    }
}
