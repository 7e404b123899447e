using DuckDB.NET.Data;

namespace FedMl.Features.Duckdb;

internal static class DuckDbCommands
{
    public static void Execute(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(this DuckDBConnection connection, string sql, Func<DuckDBDataReader, T> read, params string[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(parameter));
        }

        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Names and types of the columns of a statement that is not run.</summary>
    public static List<(string Name, string Type)> Describe(this DuckDBConnection connection, string select) =>
        connection.Query($"DESCRIBE {select}", row => (row.GetString(0), row.GetString(1)));
}
