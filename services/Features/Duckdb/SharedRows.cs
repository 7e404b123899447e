using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>Rows that stay until the last of those that use them has gone: who serves them, and each scan.</summary>
internal sealed class SharedRows(ILoadedRows rows) : ILoadedRows
{
    private readonly Lock gate = new();
    private int users = 1;

    /// <summary>Adds a user, who disposes when done; false: the rows are gone.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            users += users > 0 ? 1 : 0;
            return users > 0;
        }
    }

    public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) => rows.ReadAsync(request, cancellationToken);

    public ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) => rows.ReadHistoryAsync(request, cancellationToken);

    public IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, CancellationToken cancellationToken) => rows.ScanAsync(request, cancellationToken);

    public void Dispose()
    {
        lock (gate)
        {
            if (--users > 0)
            {
                return;
            }
        }

        rows.Dispose();
    }
}
