using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>The rows of one state of an asset's file.</summary>
internal interface ILoadedRows : IDisposable
{
    ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken);

    /// <summary>As <see cref="IHistoryReader.ReadHistoryAsync"/>.</summary>
    ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken);

    /// <summary>As <see cref="IRowScanner.ScanAsync"/>; blocks while it reads.</summary>
    IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, CancellationToken cancellationToken);
}
