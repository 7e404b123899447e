using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Admission;

/// <summary>The right to be in flight, or the reason why there is none. To be disposed once, when the answer is written.</summary>
public readonly struct Permit : IDisposable
{
    private readonly AdmissionControl? control;
    private readonly long bytes;

    internal Permit(AdmissionControl control, long bytes) => (this.control, this.bytes) = (control, bytes);

    internal Permit(ServiceException refusal) => Refusal = refusal;

    /// <summary>OVERLOADED or DEADLINE_EXCEEDED with the time after which to come back; null: the request is let in.</summary>
    public ServiceException? Refusal { get; }

    public void Dispose() => control?.Leave(bytes);
}
