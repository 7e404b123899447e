namespace FedMl.Features;

public enum SourceKind
{
    /// <summary>Files, read by the embedded DuckDB.</summary>
    DuckDb,

    /// <summary>A database that speaks SQL.</summary>
    Sql,

    /// <summary>The consumption interface of SAP Datasphere, over OData.</summary>
    OData,
}
