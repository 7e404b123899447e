using DuckDB.NET.Data;

namespace FedMl.Features.Duckdb;

/// <summary>An asset that can be selected from until it is disposed.</summary>
/// <param name="from">What follows FROM.</param>
/// <param name="columns">Name and DuckDB type of each column, as expressions and callers see it.</param>
/// <param name="textPrefix">
/// Not null: the file has text only, and this before a column's name is the name of its unchanged text.
/// </param>
/// <param name="close">Undoes what opening did, after the connection is closed.</param>
internal sealed class OpenAsset(
    StoppableConnection connection, string from, IReadOnlyList<(string Name, string Type)> columns, string? textPrefix = null, Action? close = null)
    : IDisposable
{
    public DuckDBConnection Connection => connection.Connection;

    public string From => from;

    public IReadOnlyList<(string Name, string Type)> Columns => columns;

    /// <summary>The column as the file has it: name as SQL, and type.</summary>
    public (string Sql, string Type)? FindStored(string name)
    {
        foreach (var (column, type) in columns)
        {
            if (string.Equals(column, name, StringComparison.Ordinal))
            {
                return textPrefix is null ? (DuckDbSql.Name(name), type) : (DuckDbSql.Name(textPrefix + name), "VARCHAR");
            }
        }

        return null;
    }

    /// <summary>The same, to be disposed instead of this one, with what to select from.</summary>
    public OpenAsset With(string source, IReadOnlyList<(string Name, string Type)> names) => new(connection, source, names, textPrefix, close);

    public void Dispose()
    {
        connection.Dispose();
        close?.Invoke();
    }
}
