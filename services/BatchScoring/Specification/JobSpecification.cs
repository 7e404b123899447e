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

    /// <summary>Where other services are.</summary>
    public required NeighbourChoice Neighbours { get; init; }

    public required PartitionChoice Partition { get; init; }

    public required JobLimits Limits { get; init; }
}

/// <summary>Which model.</summary>
/// <param name="Folder">Folder of one version; empty: it is published by Models.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; empty: the one that the alias stands for when the job begins.</param>
/// <param name="Alias">A name that stands for a version.</param>
internal sealed record ModelChoice(string Folder, string Name, string Version, string Alias);

/// <summary>Where other services are, each an address of gRPC; null: the job needs it not.</summary>
internal sealed record NeighbourChoice(Uri? Features, Uri? Models, Uri? Scoring);

/// <summary>Where scores are computed.</summary>
internal enum EngineKind
{
    /// <summary>In this process.</summary>
    Embedded,

    /// <summary>By the service Scoring.</summary>
    Service,
}

/// <summary>Where rows come from.</summary>
/// <param name="Path">A file or a folder of files; empty: rows are those of a feature view.</param>
/// <param name="Format">How they are written.</param>
/// <param name="View">A feature view.</param>
/// <param name="AsOf">The time as of which it is read; null: now.</param>
internal sealed record SourceChoice(string Path, FileFormat Format, string View, DateTimeOffset? AsOf);

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
/// <param name="Path">A folder of this job alone: checkpoint, manifest, rejected rows and, without a table, predictions.</param>
/// <param name="Table">A table of predictions that Features keeps; empty: Parquet files in the folder.</param>
internal sealed record SinkChoice(string Path, string Table);

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
