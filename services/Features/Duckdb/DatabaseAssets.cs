using DuckDB.NET.Data;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>A DuckDB file: each schema is a space, each table or view an asset.</summary>
internal sealed class DatabaseAssets(IDatabaseFile database, DuckDbEngine engine) : IAssets
{
    public IReadOnlyList<string> ListSpaces()
    {
        using var file = Attach(CancellationToken.None);
        return Spaces(file.Connection);
    }

    public IReadOnlyList<string> ListAssets(string space)
    {
        using var file = Attach(CancellationToken.None);
        return Assets(file.Connection, space);
    }

    public IReadOnlyList<(string Name, string Label)> ListLabelledAssets(string space)
    {
        using var file = Attach(CancellationToken.None);
        var labels = file.Connection.Query(
            """
            SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'source' AND schema_name = $1 AND comment IS NOT NULL
            UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE database_name = 'source' AND schema_name = $1 AND comment IS NOT NULL
            """,
            row => (Name: row.GetString(0), Label: row.GetString(1)),
            space).ToDictionary(labelled => labelled.Name, labelled => labelled.Label, StringComparer.Ordinal);
        return [.. Assets(file.Connection, space).Select(name => (name, labels.GetValueOrDefault(name, "")))];
    }

    public bool HaveTransactions => true;

    public FileStamp StampOf(AssetReference asset) => database.Stamp;

    public OpenAsset Open(AssetReference asset, bool withTypes, CancellationToken cancellationToken)
    {
        var file = Attach(cancellationToken);
        try
        {
            if (!Assets(file.Connection, asset.Space).Contains(asset.Asset, StringComparer.Ordinal))
            {
                throw new AssetNotFoundException();
            }

            var from = $"source.{DuckDbSql.Name(asset.Space)}.{DuckDbSql.Name(asset.Asset)}";
            return file.With(from, file.Connection.Describe($"SELECT * FROM {from}"));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static List<string> Spaces(DuckDBConnection connection) => connection.Query(
        """
        SELECT DISTINCT schema_name FROM duckdb_schemas()
        WHERE database_name = 'source' AND (NOT internal OR schema_name = 'main') ORDER BY schema_name
        """,
        row => row.GetString(0));

    private static List<string> Assets(DuckDBConnection connection, string space) =>
        Spaces(connection).Contains(space, StringComparer.Ordinal)
            ? connection.Query(
                "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'source' AND table_schema = ? ORDER BY table_name",
                row => row.GetString(0),
                space)
            : throw new SpaceNotFoundException();

    private OpenAsset Attach(CancellationToken cancellationToken)
    {
        var connection = engine.Connect(cancellationToken);
        try
        {
            database.Join(connection.Connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        var file = new OpenAsset(connection, "", [], close: database.Leave);
        try
        {
            // The names in its views are meant within it.
            connection.Connection.Execute("USE source");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
