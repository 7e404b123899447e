namespace FedMl.Features;

public enum SourceKind
{
    /// <summary>Files, read by the embedded DuckDB.</summary>
    DuckDb,

    /// <summary>A database that speaks SQL.</summary>
    Sql,
}
