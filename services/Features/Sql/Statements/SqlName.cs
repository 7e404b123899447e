using System.Text;

namespace FedMl.Features.Sql.Statements;

/// <summary>Identifiers as SQL. Values are parameters, never text.</summary>
internal static class SqlName
{
    /// <summary>UTF-8 bytes of an identifier that SAP HANA takes.</summary>
    public const int MaxBytes = 127;

    /// <summary>
    /// Whether a database can have something of that name. What cannot exist is not asked for: a driver in C would end the
    /// name at a NUL and find something else.
    /// </summary>
    public static bool CanExist(string identifier) =>
        identifier.Length > 0 && Encoding.UTF8.GetByteCount(identifier) <= MaxBytes && !identifier.Any(char.IsControl);

    /// <exception cref="ArgumentException">Nothing can have that name.</exception>
    public static string Quote(string identifier) => CanExist(identifier)
        ? $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : throw new ArgumentException("No identifier.", nameof(identifier));
}
