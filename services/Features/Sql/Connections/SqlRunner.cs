using System.Data;
using System.Data.Common;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Sql.Connections;

/// <summary>Runs statements that read.</summary>
internal sealed class SqlRunner(SqlDriver driver, SqlOptions options, TimeProvider time) : IDisposable
{
    private readonly SqlSessions sessions = new(driver, options, time, driver.Dialect.SessionStatements);
    private readonly StatementRetries retries = new(options, time);

    /// <param name="statement">The statement and its parameters in order.</param>
    /// <param name="read">Reads all rows; called again, from the start, where the statement is tried again.</param>
    /// <param name="deadline">When the caller stops waiting; null: not known.</param>
    public Task<T> QueryAsync<T>(
        SqlStatement statement, Func<DbDataReader, CancellationToken, Task<T>> read, DateTimeOffset? deadline, CancellationToken cancellationToken) =>
        retries.RunAsync(token => sessions.RunAsync(connection => RunAsync(connection, statement, read, deadline, token), token), cancellationToken);

    public void Dispose() => sessions.Dispose();

    private async Task<T> RunAsync<T>(
        DbConnection connection, SqlStatement statement, Func<DbDataReader, CancellationToken, Task<T>> read, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        statement.ApplyTo(command);
        command.CommandTimeout = SecondsUntil(deadline);
        using var cancelling = new CommandCancelling(command, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        return await read(reader, cancellationToken);
    }

    // Whole seconds, rounded up: the caller's own cancelling is exact, this frees the database where that does not reach it.
    private int SecondsUntil(DateTimeOffset? deadline) => deadline is { } end
        ? (int)Math.Clamp(Math.Ceiling((end - time.GetUtcNow()).TotalSeconds), 1, options.StatementTimeoutSeconds)
        : options.StatementTimeoutSeconds;
}
