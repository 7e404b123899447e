using System.Globalization;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.Requests;

/// <summary>Sets the deadline of a request once, here at the edge; every call inside inherits it.</summary>
internal sealed class Deadline(IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>Request header with the time that the caller grants, in milliseconds.</summary>
    public const string Header = "Request-Timeout-Ms";

    /// <summary>Call options that end with the deadline or with the caller, whichever comes first.</summary>
    public CallOptions Start(HttpContext context) => Start(context, options.Value.TimeoutSeconds, options.Value.MaxTimeoutSeconds);

    /// <summary>As <see cref="Start"/>, for a stream of rows.</summary>
    public CallOptions StartStream(HttpContext context) => Start(context, options.Value.StreamTimeoutSeconds, options.Value.StreamTimeoutSeconds);

    private CallOptions Start(HttpContext context, int defaultSeconds, int maxSeconds) =>
        new(deadline: (time.GetUtcNow() + TimeoutOf(context.Request, defaultSeconds, maxSeconds)).UtcDateTime, cancellationToken: context.RequestAborted);

    private static TimeSpan TimeoutOf(HttpRequest request, int defaultSeconds, int maxSeconds)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return TimeSpan.FromSeconds(defaultSeconds);
        }

        var max = maxSeconds * 1000;
        if (values.Count == 1 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds >= 1 && milliseconds <= max)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var fault = new Fault(Header, $"must be one whole number from 1 to {max}, in milliseconds");
        throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "A header is wrong", [fault]);
    }
}
