using FedMl.Protos.Errors.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>Translates between our exceptions and gRPC's: the one door through which errors leave and enter.</summary>
public static class RpcErrors
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromMilliseconds(200);

    // A fault list beyond this many bytes would break the 8 KiB trailer budget of common clients and proxies.
    private const int MaxDetailBytes = 4096;
    private const int MaxMessageLength = 2048;

    /// <summary>The gRPC error that says what the exception says, with ErrorInfo, BadRequest and RetryInfo.</summary>
    public static RpcException ToRpcException(ServiceException exception)
    {
        var entry = ErrorCatalogue.Of(exception.Reason);
        var status = new Google.Rpc.Status { Code = (int)entry.Code, Message = Shorten(exception.Message) };
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
            bytes += fault.Field.Length + fault.Description.Length + 8;
            if (bytes > MaxDetailBytes || badRequest.FieldViolations.Count == ServiceException.MaxListedFaults)
            {
                var left = faults.Count - badRequest.FieldViolations.Count;
                badRequest.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = "", Description = $"and {left} more faults" });
                break;
            }

            badRequest.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = fault.Field, Description = fault.Description });
        }

        return badRequest;
    }

    private static string Shorten(string message) => message.Length <= MaxMessageLength ? message : string.Concat(message.AsSpan(0, MaxMessageLength), "…");
}
