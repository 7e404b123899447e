namespace FedMl.Scoring.Admission;

/// <summary>How a body's arrival ended.</summary>
internal enum Arrival
{
    Whole,

    /// <summary>Whoever reads it will refuse it.</summary>
    Unreadable,

    Refused,

    Late,

    /// <summary>The connection was reset.</summary>
    Gone,
}
