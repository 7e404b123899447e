using DuckDB.NET.Data;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// A file of somebody else's: attached read-only, and only while it is read, so that whoever owns it can replace it in
/// between.
/// </summary>
internal sealed class ReadDatabase(string path, DuckDbEngine engine) : IDatabaseFile
{
    // DuckDB attaches a file once at a time, so those who read it at a time share that.
    private readonly Lock gate = new();
    private int users;
    private FileStamp attached;

    public FileStamp Stamp => FileStamp.Of(path);

    public void Join(DuckDBConnection connection)
    {
        lock (gate)
        {
            var stamp = Stamp;
            if (users > 0 && stamp != attached)
            {
                throw new SourceUnavailableException("The file was replaced while it is being read.");
            }

            if (users == 0)
            {
                connection.Execute($"ATTACH {DuckDbSql.Text(path)} AS source (READ_ONLY)");
                attached = stamp;
            }

            users++;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--users == 0)
            {
                using var connection = engine.Connect();
                connection.Execute("DETACH source");
            }
        }
    }
}
