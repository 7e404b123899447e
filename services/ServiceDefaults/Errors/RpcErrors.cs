using System.Text;
using FedMl.Protos.Errors.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>Translates between our exceptions and gRPC's: the one door through which errors leave and enter.</summary>
public static class RpcErrors
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromMilliseconds(200);

    // Java's client and many proxies take 8 KiB of trailers in all. A message is in them twice: escaped, and with the
    // faults in the details, which travel as base64.
    private const int MaxMessageBytes = 1536;
    private const int MaxFaultBytes = 1024;
    private const int MaxDetailBytes = 2560;

    /// <summary>The gRPC error that says what the exception says, with ErrorInfo, BadRequest and RetryInfo.</summary>
    public static RpcException ToRpcException(ServiceException exception)
    {
        var entry = ErrorCatalogue.Of(exception.Reason);
        var status = new Google.Rpc.Status { Code = (int)entry.Code, Message = ErrorText.Shorten(exception.Message, MaxMessageBytes) };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = entry.Name, Domain = ErrorCatalogue.Domain }));
        if (exception.Faults.Count > 0)
        {
            status.Details.Add(Any.Pack(ToBadRequest(exception.Faults)));
        }

        if (entry.Retryable)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(exception.RetryAfter ?? DefaultRetryAfter) }));
        }

        return status.ToRpcException();
    }

    /// <summary>
    /// The exception of ours that a neighbour's error stands for: its own reason where it told one, else what
    /// the status code means to a caller of ours.
    /// </summary>
    public static ServiceException FromRpcException(RpcException exception, string neighbour)
    {
        var details = exception.GetRpcStatus();
        if (details?.GetDetail<ErrorInfo>() is { Domain: ErrorCatalogue.Domain } info && ErrorCatalogue.TryParse(info.Reason, out var reason))
        {
            var faults = details.GetDetail<BadRequest>()?.FieldViolations.Select(v => new Fault(v.Field, v.Description)).ToArray();
            var retry = details.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
            return new ServiceException(reason, exception.Status.Detail, faults, exception) { RetryAfter = retry };
        }

        return exception.StatusCode switch
        {
            Grpc.Core.StatusCode.DeadlineExceeded => new ServiceException(ErrorReason.DeadlineExceeded, "The deadline passed.", null, exception),
            Grpc.Core.StatusCode.Cancelled => new ServiceException(ErrorReason.Cancelled, "The call was cancelled.", null, exception),
            Grpc.Core.StatusCode.ResourceExhausted => new ServiceException(ErrorReason.Overloaded, $"{neighbour} refused the call: a limit is reached.", null, exception),
            Grpc.Core.StatusCode.Unavailable => new ServiceException(ErrorReason.NeighbourUnavailable, $"{neighbour} cannot be reached.", null, exception),
            Grpc.Core.StatusCode.Unimplemented => new ServiceException(ErrorReason.NotSupported, $"{neighbour} does not offer this.", null, exception),
            _ => new ServiceException(ErrorReason.Internal, $"{neighbour} failed.", null, exception),
        };
    }

    private static BadRequest ToBadRequest(IReadOnlyList<Fault> faults)
    {
        var badRequest = new BadRequest();
        var bytes = 0;
        foreach (var fault in faults)
        {
            var (field, description) = (ErrorText.Shorten(fault.Field, MaxFaultBytes), ErrorText.Shorten(fault.Description, MaxFaultBytes));
            bytes += Encoding.UTF8.GetByteCount(field) + Encoding.UTF8.GetByteCount(description) + 8;
            if (bytes > MaxDetailBytes || badRequest.FieldViolations.Count == ServiceException.MaxListedFaults)
            {
                var left = faults.Count - badRequest.FieldViolations.Count;
                badRequest.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = "", Description = $"and {left} more faults" });
                break;
            }

            badRequest.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
        }

        return badRequest;
    }
}
