using System.Data;
using System.Data.Common;
using FedMl.Features.Sql.Drivers;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sql.Connections;

/// <summary>
/// Connections up to a number, each made ready by some statements. Idle ones are kept here only where the driver keeps none itself.
/// </summary>
internal sealed class ConnectionPool(SqlDriver driver, SqlOptions options, TimeProvider time, IReadOnlyList<string> statements) : IDisposable
{
    private readonly SemaphoreSlim places = new(options.PoolSize);
    private readonly RefusedLogins logins = new(time);
    private readonly Stack<(DbConnection Connection, DateTimeOffset Since)> idle = [];
    private int waiting;
    private bool isDisposed;

    /// <summary>Waits for a place. Whoever gets one gives it back with <see cref="Leave"/>.</summary>
    /// <exception cref="ServiceException">OVERLOADED: too many wait.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (await places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            if (Interlocked.Increment(ref waiting) > options.MaxWaiting)
            {
                throw new ServiceException(ErrorReason.Overloaded, "Too many requests wait for the source.");
            }

            await places.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Leave() => places.Release();

    /// <summary>An open connection that nobody else uses.</summary>
    /// <exception cref="SqlFailureException">It cannot be made.</exception>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => TakeIdle() ?? await MakeAsync(cancellationToken);

    /// <summary>Takes back a connection that nothing is running on.</summary>
    public void Keep(DbConnection connection)
    {
        lock (idle)
        {
            if (!driver.Pools && !isDisposed && connection.State == ConnectionState.Open)
            {
                idle.Push((connection, time.GetUtcNow()));
                return;
            }
        }

        connection.Dispose();
    }

    public void Dispose()
    {
        lock (idle)
        {
            isDisposed = true;
            while (idle.TryPop(out var kept))
            {
                kept.Connection.Dispose();
            }
        }

        logins.Dispose();
    }

    private DbConnection? TakeIdle()
    {
        var oldest = time.GetUtcNow() - TimeSpan.FromSeconds(options.IdleSeconds);
        lock (idle)
        {
            while (idle.TryPop(out var kept))
            {
                if (kept.Since >= oldest && kept.Connection.State == ConnectionState.Open)
                {
                    return kept.Connection;
                }

                kept.Connection.Dispose();
            }
        }

        return null;
    }

    private async Task<DbConnection> MakeAsync(CancellationToken cancellationToken)
    {
        var password = PasswordFile.TryRead(options.PasswordFile)
            ?? throw new SqlFailureException(new SqlFailure(ErrorReason.SourceCredentialsRefused, $"the file of {SqlOptions.Section}:{nameof(options.PasswordFile)} cannot be read"));
        var connection = driver.Factory.CreateConnection()!;
        try
        {
            await logins.LoginAsync(password, () => LoginAsync(connection, password, cancellationToken), cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private Task LoginAsync(DbConnection connection, string password, CancellationToken cancellationToken) => DriverErrors.TranslateAsync(
        driver.Dialect,
        async () =>
        {
            connection.ConnectionString = driver.ConnectionString(password);
            await connection.OpenAsync(cancellationToken);
            foreach (var statement in statements)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = statement;
                command.CommandTimeout = options.StatementTimeoutSeconds;
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            return true;
        },
        cancellationToken);
}
