using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>Rows that fit into memory as columns with an index: a read is a look-up.</summary>
internal sealed class RowsInMemory(ColumnTable table) : ILoadedRows
{
    public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) => new(table.Read(request));

    public ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) => new(table.ReadHistory(request));

    public IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, CancellationToken cancellationToken) => table.Scan(request).ToAsyncEnumerable();

    public void Dispose()
    {
    }
}
