using FedMl.Features.Selftest;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Duckdb;

/// <summary>Checks of the embedded source: it is on this machine, so there is nothing between.</summary>
internal sealed class DuckDbChecks(FeaturesOptions options) : ISourceChecks
{
    public IReadOnlyList<string> SecretFiles => [];

    public IReadOnlyList<string> SecretFaults => [];

    public IEnumerable<Check> ReachChecks(Func<IBusinessDataSource> source) => [];

    public string AdviceFor(ErrorReason reason) => reason switch
    {
        ErrorReason.SpaceNotFound => $"Put the data into folders below {options.Data} (each a space, each CSV or Parquet file in it an asset), or name other ones (--{FeaturesOptions.Section}:{nameof(options.Data)}). Names are matched exactly.",
        ErrorReason.AssetNotFound => "Compare the asset's name with the files of its space (without .csv or .parquet), or with the tables of the DuckDB file. Names are matched exactly.",
        ErrorReason.DeadlineExceeded => "The data are large for this machine: give DuckDB more threads and memory, or use Parquet.",
        _ => $"Look whether {options.Data} holds what it should and whether this process may read it.",
    };
}
