using DuckDB.NET.Data;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// A connection whose statements are interrupted from when a token is cancelled. DuckDB looks for that between chunks of
/// rows, so a single value that takes long is computed to its end.
/// </summary>
internal sealed class StoppableConnection : IDisposable
{
    // Cancelling one command of a connection interrupts whatever the connection does.
    private readonly DuckDBCommand interrupting;
    private readonly CommandCancelling cancelling;

    public StoppableConnection(DuckDBConnection connection, CancellationToken cancellationToken)
    {
        Connection = connection;
        interrupting = connection.CreateCommand();
        cancelling = new CommandCancelling(interrupting, cancellationToken);
    }

    public DuckDBConnection Connection { get; }

    public void Dispose()
    {
        cancelling.Dispose();
        interrupting.Dispose();
        Connection.Dispose();
    }
}
