using DuckDB.NET.Data;

namespace FedMl.Features.Duckdb;

/// <summary>A file of our own: attached from its first use on, read by many and written by one at a time.</summary>
internal sealed class OwnedDatabase(string path, string schema) : IDatabaseFile
{
    private readonly Lock gate = new();
    private bool isAttached;

    // What is committed is in the log first.
    public FileStamp Stamp
    {
        get
        {
            var (file, log) = (FileStamp.Of(path), new FileInfo(path + ".wal"));
            return log.Exists ? new FileStamp(file.Length + log.Length, log.LastWriteTimeUtc) : file;
        }
    }

    public void Join(DuckDBConnection connection)
    {
        lock (gate)
        {
            if (!isAttached)
            {
                connection.Execute($"ATTACH {DuckDbSql.Text(path)} AS source");
                isAttached = true;
                connection.Execute($"CREATE SCHEMA IF NOT EXISTS source.{DuckDbSql.Name(schema)}");
            }
        }
    }

    public void Leave()
    {
    }
}
