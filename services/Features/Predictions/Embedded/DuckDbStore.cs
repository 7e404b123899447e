using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;

namespace FedMl.Features.Predictions.Embedded;

/// <summary>Tables in a DuckDB file. Each batch is a transaction, on disk when it is committed; one is written at a time.</summary>
internal sealed class DuckDbStore : IPredictionStore
{
    private readonly PredictionOptions options;
    private readonly DuckDbEngine engine;
    private readonly OwnedDatabase database;
    private readonly DuckDbSource source;
    private readonly SemaphoreSlim writing = new(1);

    public DuckDbStore(PredictionOptions options, FeaturesOptions features)
    {
        this.options = options;
        var path = RealPath.Of(options.Path);
        engine = new DuckDbEngine(features, path);
        database = new OwnedDatabase(path, options.Schema);
        source = new DuckDbSource(features, engine, new DatabaseAssets(database, engine));
    }

    public bool TakesAnyDouble => true;

    public IBusinessDataSource Source => source;

    public Task<IReadOnlyList<TableColumn>?> DescribeAsync(string table, CancellationToken cancellationToken) =>
        RunAsync(connection => Describe(connection, table), cancellationToken);

    public Task CreateAsync(PredictionTable table, CancellationToken cancellationToken) => RunAsync(
        connection =>
        {
            if (connection.Query("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'source' AND schema_name = ?", row => row.GetInt64(0), options.Schema)[0] >= options.MaxTables)
            {
                throw EmbeddedErrors.TooManyTables(options);
            }

            var columns = table.Columns.Select(column => $"{DuckDbSql.Name(column.Name)} {EmbeddedTypes.NameOf(column)}{(column.IsKey ? " NOT NULL" : "")}");
            var key = table.Columns.Where(column => column.IsKey).Select(column => DuckDbSql.Name(column.Name));
            connection.Execute($"CREATE TABLE IF NOT EXISTS {NameOf(table.Name)} ({string.Join(", ", columns)}, PRIMARY KEY ({string.Join(", ", key)}))");
            return true;
        },
        cancellationToken);

    public Task DropAsync(string table, CancellationToken cancellationToken) => RunAsync(
        connection =>
        {
            connection.Execute($"DROP TABLE {NameOf(table)}");
            return true;
        },
        cancellationToken);

    public Task<long> WriteAsync(PredictionTable table, PredictionRows rows, CancellationToken cancellationToken) => RunAsync(
        connection =>
        {
            // Without an explicit end it is rolled back, whatever ended it.
            using var transaction = connection.BeginTransaction();
            var select = StagedRows.Stage(connection, table, rows);
            using var insert = connection.CreateCommand();
            insert.CommandText = $"INSERT INTO {NameOf(table.Name)} ({string.Join(", ", table.Columns.Select(column => DuckDbSql.Name(column.Name)))}) {select} ON CONFLICT DO NOTHING";
            long written = insert.ExecuteNonQuery();
            cancellationToken.ThrowIfCancellationRequested();
            transaction.Commit();
            return written;
        },
        cancellationToken);

    public void Dispose()
    {
        source.Dispose();
        engine.Dispose();
        writing.Dispose();
    }

    private string NameOf(string table) => $"source.{DuckDbSql.Name(options.Schema)}.{DuckDbSql.Name(table)}";

    private IReadOnlyList<TableColumn>? Describe(DuckDBConnection connection, string table)
    {
        const string Where = "WHERE database_name = 'source' AND schema_name = ? AND table_name = ?";
        var key = connection.Query($"SELECT unnest(constraint_column_names) FROM duckdb_constraints() {Where} AND constraint_type = 'PRIMARY KEY'", row => row.GetString(0), options.Schema, table);
        var columns = connection.Query(
            $"SELECT column_name, data_type FROM duckdb_columns() {Where} ORDER BY column_index",
            row => EmbeddedTypes.ColumnOf(row.GetString(0), row.GetString(1), key.Contains(row.GetString(0))),
            options.Schema,
            table);
        return columns.Count == 0 ? null : columns;
    }

    private async Task<T> RunAsync<T>(Func<DuckDBConnection, T> work, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            return await EmbeddedErrors.TranslateAsync(() => Task.Run(() => Run(work, cancellationToken), cancellationToken), cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    private T Run<T>(Func<DuckDBConnection, T> work, CancellationToken cancellationToken)
    {
        using var connection = engine.Connect(cancellationToken);
        database.Join(connection.Connection);
        return work(connection.Connection);
    }
}
