using System.Globalization;
using System.Text.RegularExpressions;

namespace FedMl.Features.Predictions.Embedded;

/// <summary>Types of columns in DuckDB's words.</summary>
internal static partial class EmbeddedTypes
{
    private static readonly Dictionary<ValueType, string> Names = new()
    {
        [ValueType.String] = "VARCHAR",
        [ValueType.Int64] = "BIGINT",
        [ValueType.Double] = "DOUBLE",
        [ValueType.Bool] = "BOOLEAN",
        [ValueType.Date] = "DATE",
        [ValueType.Timestamp] = "TIMESTAMP",
        [ValueType.Binary] = "BLOB",
    };

    public static string NameOf(TableColumn column) => column.Type == ValueType.Decimal
        ? string.Create(CultureInfo.InvariantCulture, $"DECIMAL({column.Precision},{column.Scale})")
        : Names[column.Type];

    /// <summary>A column as the database tells it; of another type than ours it is unspecified.</summary>
    public static TableColumn ColumnOf(string name, string type, bool isKey)
    {
        if (Decimals().Match(type) is { Success: true } match)
        {
            return new TableColumn(name, ValueType.Decimal, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), isKey);
        }

        return new TableColumn(name, Names.FirstOrDefault(known => known.Value == type).Key, IsKey: isKey);
    }

    [GeneratedRegex(@"^DECIMAL\(([0-9]+),([0-9]+)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimals();
}
