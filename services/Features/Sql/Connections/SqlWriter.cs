using System.Data.Common;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Sql.Connections;

/// <summary>Runs statements that write, in sessions of their own.</summary>
internal sealed class SqlWriter(SqlDriver driver, SqlOptions options, TimeProvider time) : IDisposable
{
    private readonly SqlSessions sessions = new(driver, options, time, driver.Dialect.WritingSessionStatements);
    private readonly StatementRetries retries = new(options, time);

    /// <summary>Runs one statement that is a transaction by itself.</summary>
    public Task ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        sessions.RunAsync(connection => ExecuteAsync(connection, statement, null, cancellationToken), cancellationToken);

    /// <summary>Runs all statements or none, and again where they failed for a reason that may pass: running them twice must do no harm.</summary>
    /// <returns>How many rows they changed.</returns>
    public Task<long> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken) =>
        retries.RunAsync(token => sessions.RunAsync(connection => RunAsync(connection, statements, token), token), cancellationToken);

    public void Dispose() => sessions.Dispose();

    private async Task<long> RunAsync(DbConnection connection, IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        // Without an explicit end it is rolled back, whatever ended it.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = 0L;
        foreach (var statement in statements)
        {
            changed += await ExecuteAsync(connection, statement, transaction, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private async Task<int> ExecuteAsync(DbConnection connection, SqlStatement statement, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        statement.ApplyTo(command);
        command.CommandTimeout = options.StatementTimeoutSeconds;
        using var cancelling = new CommandCancelling(command, cancellationToken);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
