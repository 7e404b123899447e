using FedMl.Features.Sources;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions;

/// <summary>
/// Tables of predictions in one schema. Whoever calls has checked names, types and sizes; names are quoted, values are never
/// part of a statement.
/// </summary>
internal interface IPredictionStore : IDisposable
{
    /// <summary>Whether a double may be NaN or infinite.</summary>
    bool TakesAnyDouble { get; }

    /// <summary>Where the tables can be read again; null: where business data are read from anyway, or nowhere.</summary>
    IBusinessDataSource? Source { get; }

    /// <summary>The columns that a table has; null: it is not there.</summary>
    /// <exception cref="ServiceException">SOURCE_UNAVAILABLE.</exception>
    Task<IReadOnlyList<TableColumn>?> DescribeAsync(string table, CancellationToken cancellationToken);

    /// <summary>Creates a table, and nothing where one of that name is there.</summary>
    /// <exception cref="ServiceException">TARGET_FULL, SOURCE_UNAVAILABLE.</exception>
    Task CreateAsync(PredictionTable table, CancellationToken cancellationToken);

    /// <summary>Removes a table and all its rows.</summary>
    /// <exception cref="ServiceException">SOURCE_UNAVAILABLE.</exception>
    Task DropAsync(string table, CancellationToken cancellationToken);

    /// <summary>
    /// Writes those rows whose run and key are not there, all of them or none, so that they survive a crash. May be called
    /// by several at a time.
    /// </summary>
    /// <returns>How many were written.</returns>
    /// <exception cref="ServiceException">TARGET_FULL, TABLE_MISMATCH, SOURCE_UNAVAILABLE: none was, or it is not known; writing them again is safe.</exception>
    Task<long> WriteAsync(PredictionTable table, PredictionRows rows, CancellationToken cancellationToken);
}
