using Azure;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Blobs;

/// <summary>What a failure of the storage means to a job.</summary>
internal static class BlobFailure
{
    /// <summary>Does something with blobs.</summary>
    /// <exception cref="ServiceException">JOB_TAKEN, SOURCE_ACCESS_DENIED, SOURCE_UNAVAILABLE.</exception>
    public static async Task<T> TellAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (RequestFailedException exception)
        {
            throw Of(exception);
        }
        catch (AggregateException exception)
        {
            throw new ServiceException(ErrorReason.SourceUnavailable, "The storage cannot be reached.", null, exception);
        }
    }

    // 409 and 412: somebody else has the lease, or has written since.
    private static ServiceException Of(RequestFailedException exception) => exception.Status switch
    {
        409 or 412 => new ServiceException(ErrorReason.JobTaken, "Another process works on this part of the job.", null, exception),
        401 or 403 => new ServiceException(ErrorReason.SourceAccessDenied, "The storage refuses the job's credentials.", null, exception),
        _ => new ServiceException(ErrorReason.SourceUnavailable, $"The storage answers {exception.Status} {exception.ErrorCode}.", null, exception),
    };
}
