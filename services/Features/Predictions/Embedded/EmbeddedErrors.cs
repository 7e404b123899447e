using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Predictions;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions.Embedded;

/// <summary>What DuckDB or the file system says, as our reasons.</summary>
internal static class EmbeddedErrors
{
    private const string NoSpace = "No space left on device";

    public static async Task<T> TranslateAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is DuckDBException or IOException or UnauthorizedAccessException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw exception.Message.Contains(NoSpace, StringComparison.Ordinal)
                ? new ServiceException(ErrorReason.TargetFull, "Predictions cannot be written: the disk is full.", innerException: exception)
                : new SourceUnavailableException($"Predictions cannot be written: {DuckDbErrors.Describe(exception)}.", exception);
        }
    }

    public static ServiceException TooManyTables(PredictionOptions options) =>
        new(ErrorReason.TargetFull, $"There are {options.MaxTables} tables, which is as many as may be ({PredictionOptions.Section}:{nameof(options.MaxTables)}).");
}
