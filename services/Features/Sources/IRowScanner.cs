using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sources;

/// <summary>
/// What an <see cref="IRowReader"/> is too where its source can read all rows of the plan in the order of their keys
/// (<see cref="IRowReader.Scanner"/>). Without one, scans answer NOT_SUPPORTED.
/// </summary>
internal interface IRowScanner
{
    /// <summary>
    /// Reads the rows in bounded memory, whatever their number: of one state of the data where the source can hold one, else
    /// a part after the other as they then are, with every key once. They come in the order of their keys, which is any
    /// total order in which <see cref="ScanRequest.After"/> has its place; those of one key come in the order of their event
    /// times. Of a key, all but its latest rows may be left out; of several of the same latest time, or where the plan has
    /// no event time, two at least may not. What cannot be read to its end is a failure, never an end.
    /// </summary>
    /// <exception cref="ServiceException">SOURCE_CHANGED, SOURCE_UNAVAILABLE.</exception>
    IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, CancellationToken cancellationToken);
}
