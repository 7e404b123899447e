using FedMl.Features.Datasphere;
using FedMl.Features.Duckdb;
using FedMl.Features.Sql;

namespace FedMl.Features.Selftest;

/// <summary>The checks of each kind of source.</summary>
internal static class SourceChecks
{
    public static ISourceChecks Of(FeaturesOptions options) => options.Source switch
    {
        SourceKind.Sql => new SqlChecks(options.Sql),
        SourceKind.OData => new DatasphereChecks(options.Datasphere),
        _ => new DuckDbChecks(options),
    };
}
