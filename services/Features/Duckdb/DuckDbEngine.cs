using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Columns;

namespace FedMl.Features.Duckdb;

/// <summary>
/// One DuckDB in memory that reads the data folder or file and nothing else: no extension is loaded, no other file or
/// address opened, and none of it can be switched on again by a declared expression.
/// </summary>
internal sealed class DuckDbEngine : IDisposable
{
    /// <summary>Our reading of a text as a point in time, for statements: microseconds since 1970.</summary>
    public const string TimeOfText = "fedml_time_of_text";

    // The file, its log, and those that take the log's place while it is written back or replayed after a crash.
    private static readonly string[] DatabaseFiles = ["", ".wal", ".wal.checkpoint", ".wal.recovery"];

    private readonly DuckDBConnection root = new("Data Source=:memory:");

    private int tables;

    public DuckDbEngine(FeaturesOptions options, string data)
    {
        root.Open();
        string[] settings =
        [
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "allow_community_extensions = false",
            string.Create(CultureInfo.InvariantCulture, $"memory_limit = '{options.DuckDbMegabytes}MiB'"),
            string.Create(CultureInfo.InvariantCulture, $"threads = {options.DuckDbThreads}"),
            "temp_directory = ''",
            "TimeZone = 'UTC'",
            Directory.Exists(data)
                ? $"allowed_directories = [{DuckDbSql.Text(data + Path.DirectorySeparatorChar)}]"
                : $"allowed_paths = [{string.Join(", ", DatabaseFiles.Select(ending => DuckDbSql.Text(data + ending)))}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ];
        foreach (var setting in settings)
        {
            root.Execute($"SET {setting}");
        }

        root.RegisterScalarFunction<string?, long?>(TimeOfText, ReadTime);
    }

    private static long? ReadTime(string? text) =>
        text is null ? null : Timestamps.TryParse(text, out var microseconds) ? microseconds : throw new FormatException("A text is no point in time.");

    /// <summary>A connection of its own: one is used by one thread at a time.</summary>
    public DuckDBConnection Connect()
    {
        var connection = root.Duplicate();
        connection.Open();
        return connection;
    }

    /// <summary>As <see cref="Connect()"/>; what it does is stopped by the token.</summary>
    public StoppableConnection Connect(CancellationToken cancellationToken) => new(Connect(), cancellationToken);

    public string NewTableName() => $"memory.main.rows_{Interlocked.Increment(ref tables)}";

    public void Dispose() => root.Dispose();
}
