using System.Collections.Concurrent;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Drivers;
using FedMl.Features.Sql.Statements;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions;

/// <summary>Tables in a schema of a database that speaks SQL, such as a database user's own. Each batch is a transaction.</summary>
/// <param name="source">Reads the tables again; null: the source of business data does.</param>
internal sealed class SqlStore(SqlDriver driver, SqlOptions sql, PredictionOptions options, TimeProvider time, IBusinessDataSource? source) : IPredictionStore
{
    private readonly SqlRunner runner = new(driver, sql, time);
    private readonly SqlWriter writer = new(driver, sql, time);

    // Streams into one table take turns: else they would only break each other's transactions. No more names than tables.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);

    public bool TakesAnyDouble => driver.Dialect.TakesAnyDouble;

    public IBusinessDataSource? Source => source;

    public Task<IReadOnlyList<TableColumn>?> DescribeAsync(string table, CancellationToken cancellationToken) => TranslateAsync(
        async () =>
        {
            try
            {
                var columns = await Catalogue.DescribeAsync(new AssetReference(options.Schema, table), cancellationToken);
                var key = await Catalogue.ListKeyAsync(new AssetReference(options.Schema, table), cancellationToken);
                return (IReadOnlyList<TableColumn>?)[.. columns.Select(column => driver.Dialect.ToTableColumn(column, key.Contains(column.Name)))];
            }
            catch (ServiceException exception) when (exception is AssetNotFoundException or SpaceNotFoundException)
            {
                return null;
            }
        });

    public async Task CreateAsync(PredictionTable table, CancellationToken cancellationToken)
    {
        if (await TranslateAsync(() => CountAsync(cancellationToken)) >= options.MaxTables)
        {
            throw new ServiceException(ErrorReason.TargetFull, $"There are {options.MaxTables} tables, which is as many as may be ({PredictionOptions.Section}:{nameof(options.MaxTables)}).");
        }

        try
        {
            await TranslateAsync(() => DoAsync(writer.ExecuteAsync(TableStatements.Create(driver.Dialect, options.Schema, table, options), cancellationToken)));
        }
        catch (ServiceException)
        {
            // Somebody else may have been faster.
            if (await DescribeAsync(table.Name, cancellationToken) is null)
            {
                throw;
            }
        }
    }

    public Task DropAsync(string table, CancellationToken cancellationToken) =>
        TranslateAsync(() => DoAsync(writer.ExecuteAsync(TableStatements.Drop(driver.Dialect, options.Schema, table), cancellationToken)));

    public async Task<long> WriteAsync(PredictionTable table, PredictionRows rows, CancellationToken cancellationToken)
    {
        var turn = turns.GetOrAdd(table.Name, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            SqlStatement[] statements = [.. TableStatements.Insert(driver.Dialect, options.Schema, table, rows, options)];
            return await TranslateAsync(() => writer.ExecuteAsync(statements, cancellationToken));
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        runner.Dispose();
        writer.Dispose();
    }

    private Catalogue Catalogue => new(runner, driver.Dialect, sql);

    private async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Catalogue.ListAssetsAsync(options.Schema, cancellationToken)).Count;
        }
        catch (SpaceNotFoundException exception)
        {
            throw new ServiceException(
                ErrorReason.SourceAccessDenied, $"The database has no schema of the name in {PredictionOptions.Section}:{nameof(options.Schema)} that its user may write.", innerException: exception);
        }
    }

    private static async Task<bool> DoAsync(Task work)
    {
        await work;
        return true;
    }

    private static async Task<T> TranslateAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (SqlFailureException exception)
        {
            throw new ServiceException(exception.Reason, $"Predictions cannot be written: {exception.Failure.Description}.", innerException: exception);
        }
    }
}
