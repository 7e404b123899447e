namespace FedMl.BatchScoring.Specification;

/// <summary>What a job is to do.</summary>
internal sealed record JobSpecification
{
    public required ModelChoice Model { get; init; }

    public required EngineKind Engine { get; init; }

    public required SourceChoice Source { get; init; }

    public required SinkChoice Sink { get; init; }

    /// <summary>Columns of the source that tell rows apart.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Other columns of the source that are written beside the predictions.</summary>
    public required IReadOnlyList<string> Carry { get; init; }

    /// <summary>Columns of the source by the input of the model that they are for, where they have another name.</summary>
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>Outputs of the model's signature that are written; empty: all.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>What else is written with each row.</summary>
    public required IReadOnlyList<Stamp> Add { get; init; }

    /// <summary>Names the run; empty: made of the specification, the source and the model.</summary>
    public required string Run { get; init; }

    public required PartitionChoice Partition { get; init; }

    public required JobLimits Limits { get; init; }
}

/// <summary>Which model.</summary>
/// <param name="Folder">Folder of one version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record ModelChoice(string Folder, string Name, string Version);

/// <summary>Where scores are computed.</summary>
internal enum EngineKind
{
    /// <summary>In this process.</summary>
    Embedded,
}

/// <summary>Where rows come from.</summary>
/// <param name="Path">A file or a folder of files.</param>
/// <param name="Format">How they are written.</param>
internal sealed record SourceChoice(string Path, FileFormat Format);

/// <summary>How a file is written.</summary>
internal enum FileFormat
{
    /// <summary>As its name ends.</summary>
    Auto,
    Parquet,
    Csv,
    Arrow,
}

/// <summary>Where predictions go.</summary>
/// <param name="Path">A folder of this job alone.</param>
internal sealed record SinkChoice(string Path);

/// <summary>What can be written with each row besides.</summary>
internal enum Stamp
{
    ModelVersion,
    RunId,

    /// <summary>When the job began; the same for all rows.</summary>
    ScoredAt,
}

/// <summary>Which part of the rows this process scores.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Parts of the whole job.</param>
/// <param name="By">How rows are divided.</param>
internal sealed record PartitionChoice(int Index, int Count, PartitionKind By);

/// <summary>How rows are divided among partitions.</summary>
internal enum PartitionKind
{
    /// <summary>By a hash of the key: every process reads all rows.</summary>
    Hash,

    /// <summary>By their place in the source: every process reads its own rows.</summary>
    Range,
}

/// <summary>Limits of a job.</summary>
/// <param name="ChunkRows">Rows that are read, scored and written as one.</param>
/// <param name="RowsPerSecond">Rows that are read in a second, on average, to protect the source; 0: as many as can be scored.</param>
/// <param name="MaxRejectedRows">Rows without a score at which the job goes on.</param>
/// <param name="Workers">Chunks that are scored at a time; 0: one a core.</param>
internal sealed record JobLimits(int ChunkRows, long RowsPerSecond, long MaxRejectedRows, int Workers);
