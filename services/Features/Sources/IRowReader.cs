using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sources;

/// <summary>Reads the rows of one plan. Refresh is the control plane's, Read the data plane's.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>
    /// Compares the plan with the source, takes up what changed there, and tells all faults. Called once before the first
    /// read and then again and again; cheap where nothing changed.
    /// </summary>
    Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken);

    /// <exception cref="ServiceException">SOURCE_CHANGED, SOURCE_UNAVAILABLE.</exception>
    ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken);

    /// <summary>What reads all rows of the plan; null: the source cannot.</summary>
    IRowScanner? Scanner => this as IRowScanner;

    /// <summary>What reads each key as of a time of its own; null: the source cannot.</summary>
    IHistoryReader? History => this as IHistoryReader;
}
