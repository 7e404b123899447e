using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sources;

/// <summary>
/// What an <see cref="IRowReader"/> is too where its source can be asked about many points in time at once
/// (<see cref="IRowReader.History"/>). Without one, historical features answer NOT_SUPPORTED.
/// </summary>
internal interface IHistoryReader
{
    /// <summary>
    /// Of each key the row that counts at its time. What is held is bounded by the number of keys asked, not by the
    /// length of their histories. Only for plans with an event time or a validity, and without parameters.
    /// </summary>
    /// <exception cref="ServiceException">SOURCE_CHANGED, SOURCE_UNAVAILABLE.</exception>
    ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken);
}
