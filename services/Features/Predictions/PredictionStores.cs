using FedMl.Features.Predictions.Embedded;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Predictions;

/// <summary>Makes the store that the options name.</summary>
internal static class PredictionStores
{
    public static IPredictionStore Open(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<PredictionOptions>>().Value;
        var features = services.GetRequiredService<IOptions<FeaturesOptions>>().Value;
        return options.Target switch
        {
            PredictionTarget.DuckDb => new DuckDbStore(options, features),
            PredictionTarget.Parquet => new ParquetStore(options, features),
            PredictionTarget.Sql => OpenSql(options, features, services.GetRequiredService<TimeProvider>()),
            _ => new DisabledStore(),
        };
    }

    // The validator has seen that the driver is there.
    private static SqlStore OpenSql(PredictionOptions options, FeaturesOptions features, TimeProvider time)
    {
        HanaDrivers.TryFind(features.Sql, out var driver, out _);
        return new SqlStore(driver!, features.Sql, options, time, features.Source == SourceKind.Sql ? null : new SqlSource(driver!, features.Sql, time));
    }
}
