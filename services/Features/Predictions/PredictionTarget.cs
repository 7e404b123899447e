namespace FedMl.Features.Predictions;

public enum PredictionTarget
{
    /// <summary>Predictions are refused.</summary>
    None,

    /// <summary>A DuckDB file that nobody else writes.</summary>
    DuckDb,

    /// <summary>A folder of Parquet files.</summary>
    Parquet,

    /// <summary>The database that <c>Features:Sql</c> describes, whatever business data are read from.</summary>
    Sql,
}
