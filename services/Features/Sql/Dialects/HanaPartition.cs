using System.Globalization;
using FedMl.Features.Columns;

namespace FedMl.Features.Sql.Dialects;

/// <summary><see cref="KeyPartition"/> in SAP HANA's words.</summary>
internal static class HanaPartition
{
    private const int HexDigits = 8;

    public static string MayHave(KeyPartition partition, IEnumerable<(string Sql, ValueType Type)> keys)
    {
        var text = string.Join(
            $" || '{KeyPartition.Separator}' || ", keys.Select(key => key.Type == ValueType.Int64 ? $"TO_NVARCHAR(TO_BIGINT({key.Sql}))" : $"TO_NVARCHAR({key.Sql})"));
        // SAP HANA turns hexadecimal digits into no number by itself.
        var hash = $"BINTOHEX(HASH_SHA256(TO_BINARY({text})))";
        var number = string.Join(" + ", Enumerable.Range(0, HexDigits).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"(LOCATE('0123456789ABCDEF', SUBSTR({hash}, {i + 1}, 1)) - 1) * {1L << (4 * (HexDigits - 1 - i))}")));
        // What it has for bytes of a text is UTF-8 for ASCII only.
        return string.Create(
            CultureInfo.InvariantCulture,
            $"(MOD({number}, {partition.Count}) = {partition.Index} OR LENGTH(BINTOHEX(TO_BINARY({text}))) <> 2 * LENGTH({text}))");
    }
}
