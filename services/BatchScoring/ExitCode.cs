namespace FedMl.BatchScoring;

/// <summary>What the process tells whoever started it.</summary>
internal enum ExitCode
{
    /// <summary>All rows are scored, now or by an earlier run of the same job.</summary>
    Done = 0,

    /// <summary>It failed; what is written is consistent, and the same call goes on behind it.</summary>
    Failed = 1,

    /// <summary>The specification does not hold; nothing was touched.</summary>
    SpecificationInvalid = 2,

    /// <summary>More rows than allowed cannot be scored; what is written is consistent.</summary>
    TooManyRejected = 3,

    /// <summary>Stopped by a signal; the same call goes on behind what is written.</summary>
    Stopped = 143,
}
