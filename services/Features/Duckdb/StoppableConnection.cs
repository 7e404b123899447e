using DuckDB.NET.Data;

namespace FedMl.Features.Duckdb;

/// <summary>
/// A connection whose statements are interrupted from when a token is cancelled. DuckDB looks for that between chunks of
/// rows, so a single value that takes long is computed to its end.
/// </summary>
internal sealed class StoppableConnection : IDisposable
{
    // Repeated, because an interrupt that comes between two statements is forgotten.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly DuckDBCommand interrupting;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool isDisposed;

    public StoppableConnection(DuckDBConnection connection, CancellationToken cancellationToken)
    {
        Connection = connection;
        interrupting = connection.CreateCommand();
        registration = cancellationToken.Register(Start);
    }

    public DuckDBConnection Connection { get; }

    public void Dispose()
    {
        registration.Dispose();
        lock (gate)
        {
            isDisposed = true;
            timer?.Dispose();
        }

        interrupting.Dispose();
        Connection.Dispose();
    }

    private void Start()
    {
        lock (gate)
        {
            timer = new Timer(_ => Interrupt(), null, TimeSpan.Zero, Period);
        }
    }

    private void Interrupt()
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                interrupting.Cancel();
            }
        }
    }
}
