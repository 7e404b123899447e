using FedMl.Protos.Errors.V1;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>
/// An expected failure. Its reason decides the gRPC code and the HTTP status (see <c>errors.proto</c>); its
/// message is shown to callers, so it holds no secret, no business data and no path of this machine.
/// </summary>
public class ServiceException(ErrorReason reason, string message, IReadOnlyList<Fault>? faults = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Faults beyond this number are counted, not listed, so that an answer stays small.</summary>
    public const int MaxListedFaults = 100;

    public ErrorReason Reason { get; } = reason;

    /// <summary>All faults found, in the order of the request.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults ?? [];

    /// <summary>How long a caller should wait before it tries again; null leaves it to the catalogue's default.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Makes an exception whose message names the faults, up to <see cref="MaxListedFaults"/> of them.
    /// </summary>
    public static ServiceException FromFaults(ErrorReason reason, string summary, IReadOnlyList<Fault> faults)
    {
        var listed = faults.Take(MaxListedFaults).Select(f => f.Field.Length == 0 ? f.Description : $"{f.Field}: {f.Description}");
        var more = faults.Count > MaxListedFaults ? $" (and {faults.Count - MaxListedFaults} more)" : "";
        return new ServiceException(reason, $"{summary}: {string.Join("; ", listed)}{more}", faults);
    }
}
