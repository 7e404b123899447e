using System.Data;
using System.Data.Common;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Sql.Connections;

/// <summary>Runs statements that read.</summary>
internal sealed class SqlRunner(SqlDriver driver, SqlOptions options, TimeProvider time) : IDisposable
{
    private readonly ConnectionPool pool = new(driver, options, time);
    private readonly StatementRetries retries = new(options, time);

    /// <param name="statement">The statement and its parameters in order.</param>
    /// <param name="read">Reads all rows; called again, from the start, where the statement is tried again.</param>
    /// <param name="deadline">When the caller stops waiting; null: not known.</param>
    public Task<T> QueryAsync<T>(
        SqlStatement statement, Func<DbDataReader, CancellationToken, Task<T>> read, DateTimeOffset? deadline, CancellationToken cancellationToken) =>
        retries.RunAsync(token => AttemptAsync(statement, read, deadline, token), cancellationToken);

    public void Dispose() => pool.Dispose();

    private async Task<T> AttemptAsync<T>(
        SqlStatement statement, Func<DbDataReader, CancellationToken, Task<T>> read, DateTimeOffset? deadline, CancellationToken cancellationToken)
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
                return await RunAsync(statement, read, deadline, cancellationToken);
            }
            finally
            {
                pool.Leave();
            }
        }
    }

    private async Task<T> RunAsync<T>(
        SqlStatement statement, Func<DbDataReader, CancellationToken, Task<T>> read, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var connection = await pool.OpenAsync(cancellationToken);
        var isWhole = false;
        try
        {
            var answer = await DriverErrors.TranslateAsync(
                driver.Dialect,
                async () =>
                {
                    await using var command = connection.CreateCommand();
                    statement.ApplyTo(command);
                    command.CommandTimeout = SecondsUntil(deadline);
                    using var cancelling = new CommandCancelling(command, cancellationToken);
                    await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
                    return await read(reader, cancellationToken);
                },
                cancellationToken);
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

    // Whole seconds, rounded up: the caller's own cancelling is exact, this frees the database where that does not reach it.
    private int SecondsUntil(DateTimeOffset? deadline) => deadline is { } end
        ? (int)Math.Clamp(Math.Ceiling((end - time.GetUtcNow()).TotalSeconds), 1, options.StatementTimeoutSeconds)
        : options.StatementTimeoutSeconds;
}
