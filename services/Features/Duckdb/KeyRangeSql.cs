using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Columns;

namespace FedMl.Features.Duckdb;

/// <summary>Statements about ranges of keys, in the order of keys.</summary>
/// <param name="keys">Reads each part of a key, as a whole number or a text.</param>
internal sealed class KeyRangeSql(IReadOnlyList<string> keys)
{
    private const int SamplesOfARange = 32;

    /// <summary>Rows that have a key.</summary>
    public string HasKey => string.Join(" AND ", keys.Select(key => $"{key} IS NOT NULL"));

    /// <summary>Rows whose key comes after that of the parameters of a name. The first part alone tells DuckDB which blocks of rows it need not look at.</summary>
    public string After(string name) => $"{keys[0]} >= ${name}0 AND {Beyond(">", name, ">")}";

    /// <summary>Rows whose key does not come after that of the parameters of a name.</summary>
    public string UpTo(string name) => $"{keys[0]} <= ${name}0 AND {Beyond("<", name, "<=")}";

    /// <summary>Keys that divide the rows into about as many ranges of about the same size.</summary>
    public string Bounds(string rows, int ranges)
    {
        var names = string.Join(", ", keys.Select((_, i) => $"k{i}"));
        var sampled = string.Join(", ", keys.Select((key, i) => $"{key} AS k{i}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT DISTINCT {names} FROM (SELECT {names}, ntile({ranges}) OVER (ORDER BY {names}) AS part FROM (SELECT {sampled} FROM {rows} WHERE {HasKey} USING SAMPLE reservoir({ranges * SamplesOfARange} ROWS) REPEATABLE (1))) QUALIFY row_number() OVER (PARTITION BY part ORDER BY {names} DESC) = 1 AND part < {ranges} ORDER BY {names}");
    }

    public static void Add(DuckDBCommand command, string name, IReadOnlyList<ColumnValues>? key, int row)
    {
        for (var i = 0; i < (key?.Count ?? 0); i++)
        {
            object value = key![i] is ColumnValues<long> numbers ? numbers[row] : ((ColumnValues<string>)key[i])[row];
            command.Parameters.Add(new DuckDBParameter($"{name}{i}", value));
        }
    }

    // Part by part: DuckDB compares no rows within a range.
    private string Beyond(string part, string name, string last, int i = 0) => i == keys.Count - 1
        ? $"{keys[i]} {last} ${name}{i}"
        : $"({keys[i]} {part} ${name}{i} OR ({keys[i]} = ${name}{i} AND {Beyond(part, name, last, i + 1)}))";
}
