using System.Data.Common;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Sql.Connections;

/// <summary>Sessions of one kind, each used by one piece of work at a time.</summary>
/// <param name="statements">Run once on each new session.</param>
internal sealed class SqlSessions(SqlDriver driver, SqlOptions options, TimeProvider time, IReadOnlyList<string> statements) : IDisposable
{
    private readonly ConnectionPool pool = new(driver, options, time, statements);

    /// <summary>Does something with a session that nobody else has. What it leaves open is closed with the session.</summary>
    /// <exception cref="SqlFailureException">The driver failed.</exception>
    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        await pool.EnterAsync(cancellationToken);
        // As many threads as connections: requests to other sources must not wait for threads that a driver keeps.
        var work = driver.Blocks
            ? Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
            : Work();
        _ = work.ContinueWith(ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

        // The caller goes at once, and the connection's place is free when the driver has let go of it.
        return await work.WaitAsync(cancellationToken);

        async Task<T> Work()
        {
            try
            {
                return await UseAsync(use, cancellationToken);
            }
            finally
            {
                pool.Leave();
            }
        }
    }

    public void Dispose() => pool.Dispose();

    private async Task<T> UseAsync<T>(Func<DbConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        var connection = await pool.OpenAsync(cancellationToken);
        var isWhole = false;
        try
        {
            var answer = await DriverErrors.TranslateAsync(driver.Dialect, () => use(connection), cancellationToken);
            isWhole = !cancellationToken.IsCancellationRequested;
            return answer;
        }
        finally
        {
            // What was cancelled or broke may not be in order.
            if (isWhole)
            {
                pool.Keep(connection);
            }
            else
            {
                await connection.DisposeAsync();
            }
        }
    }
}
