namespace FedMl.ScoringEngine.Admission;

/// <summary>Why a request was not let in; a label of the metric of refusals.</summary>
internal enum RefusalCause
{
    /// <summary>Too many bytes of bodies are held.</summary>
    Bytes,

    /// <summary>Too many requests wait.</summary>
    Line,

    /// <summary>It would wait too long.</summary>
    Wait,

    /// <summary>It would wait beyond its deadline.</summary>
    Deadline,

    /// <summary>Its deadline passed while it waited.</summary>
    Expired,
}
