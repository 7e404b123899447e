using DuckDB.NET.Data;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>A DuckDB file that an engine attaches as <c>source</c> while somebody needs it.</summary>
internal interface IDatabaseFile
{
    /// <summary>Changes when its data may have changed.</summary>
    FileStamp Stamp { get; }

    /// <summary>Attaches the file where it is not. Whoever joined leaves.</summary>
    /// <exception cref="SourceUnavailableException"/>
    void Join(DuckDBConnection connection);

    void Leave();
}
