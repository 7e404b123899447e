using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions.Embedded;

/// <summary>
/// Tables as folders <c>schema/table.parquet/</c>. A batch is a file that is written aside, synced and renamed; one is written
/// at a time, and a lock file keeps other processes out.
/// </summary>
internal sealed class ParquetStore : IPredictionStore
{
    // Names hold no control character.
    private const char Separator = '\n';
    private const string KeysOfFile = "fedml_keys";

    private readonly PredictionOptions options;
    private readonly string schema;
    private readonly DuckDbEngine engine;
    private readonly DuckDbSource source;
    private readonly SemaphoreSlim writing = new(1);

    public ParquetStore(PredictionOptions options, FeaturesOptions features)
    {
        this.options = options;
        var root = RealPath.Of(options.Path);
        schema = Path.Combine(root, options.Schema);
        Directory.CreateDirectory(schema);
        engine = new DuckDbEngine(features, root);
        source = new DuckDbSource(features, engine, new FolderAssets(root, engine));
    }

    public bool TakesAnyDouble => true;

    public IBusinessDataSource Source => source;

    public Task<IReadOnlyList<TableColumn>?> DescribeAsync(string table, CancellationToken cancellationToken) => RunAsync(
        connection => TableOf(table) is { Exists: true } stored ? Describe(connection, stored) : null,
        cancellationToken);

    public Task CreateAsync(PredictionTable table, CancellationToken cancellationToken) => RunAsync(
        connection =>
        {
            var stored = TableOf(table.Name);
            if (stored.Exists)
            {
                return false;
            }

            if (Directory.EnumerateDirectories(schema).Count(folder => new ParquetTable(folder).Exists) >= options.MaxTables)
            {
                throw EmbeddedErrors.TooManyTables(options);
            }

            Directory.CreateDirectory(stored.Folder);
            SyncedFile.SyncFolder(schema);
            using var turn = Own(stored);
            var columns = table.Columns.Select(column => $"CAST(NULL AS {EmbeddedTypes.NameOf(column)}) AS {DuckDbSql.Name(column.Name)}");
            var keys = string.Join(Separator, table.Columns.Where(column => column.IsKey).Select(column => column.Name));
            Copy(connection, $"SELECT {string.Join(", ", columns)} LIMIT 0", stored, $", KV_METADATA {{{KeysOfFile}: {DuckDbSql.Text(keys)}}}");
            SyncedFile.Publish(stored.Aside, stored.Columns);
            return true;
        },
        cancellationToken);

    public Task DropAsync(string table, CancellationToken cancellationToken) => RunAsync(
        _ =>
        {
            Directory.Delete(TableOf(table).Folder, recursive: true);
            return true;
        },
        cancellationToken);

    public Task<long> WriteAsync(PredictionTable table, PredictionRows rows, CancellationToken cancellationToken) => RunAsync(
        connection =>
        {
            var stored = TableOf(table.Name);
            using var turn = Own(stored);
            if (stored.FileCount > options.MaxParts)
            {
                throw new ServiceException(
                    ErrorReason.TargetFull, $"The table has {options.MaxParts} files, which is as many as may be ({PredictionOptions.Section}:{nameof(options.MaxParts)}): write larger batches.");
            }

            var parts = stored.PartsOf(table.RunId);
            var written = Copy(connection, NewRows(StagedRows.Stage(connection, table, rows), table, parts), stored);
            cancellationToken.ThrowIfCancellationRequested();
            if (written > 0)
            {
                SyncedFile.Publish(stored.Aside, stored.NextPart(table.RunId, parts));
            }

            return written;
        },
        cancellationToken);

    public void Dispose()
    {
        source.Dispose();
        engine.Dispose();
        writing.Dispose();
    }

    private static IReadOnlyList<TableColumn> Describe(DuckDBConnection connection, ParquetTable table)
    {
        var file = DuckDbSql.FileName(table.Columns);
        var keys = connection.Query($"SELECT decode(value) FROM parquet_kv_metadata({file}) WHERE decode(key) = '{KeysOfFile}'", row => row.GetString(0)).SelectMany(text => text.Split(Separator)).ToArray();
        return [.. connection.Describe($"SELECT * FROM read_parquet({file}, hive_partitioning = false)").Select(column => EmbeddedTypes.ColumnOf(column.Name, column.Type, keys.Contains(column.Name)))];
    }

    private static long Copy(DuckDBConnection connection, string select, ParquetTable table, string more = "")
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({select}) TO {DuckDbSql.Text(table.Aside)} (FORMAT parquet, USE_TMP_FILE false{more})";
        return command.ExecuteNonQuery();
    }

    private static string NewRows(string staged, PredictionTable table, IReadOnlyList<string> parts)
    {
        if (parts.Count == 0)
        {
            return staged;
        }

        var same = table.Columns.Where(column => column.IsKey).Select(column => DuckDbSql.Name(column.Name)).Select(name => $"there.{name} = new.{name}");
        return $"SELECT * FROM ({staged}) AS new WHERE NOT EXISTS (FROM {FolderAssets.ReadParquet(parts)} AS there WHERE {string.Join(" AND ", same)})";
    }

    private ParquetTable TableOf(string name) => new(Path.Combine(schema, name + ParquetTable.Extension));

    // The file system forgets it when the process ends, however that is.
    private static FileStream Own(ParquetTable table) => new(table.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

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
        return work(connection.Connection);
    }
}
