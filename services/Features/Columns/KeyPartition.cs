using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FedMl.Features.Columns;

/// <summary>
/// One of several disjoint parts of all keys. A key's part is the same in every source and version, so that whoever reads
/// the parts one by one reads each key once (<c>historical.proto</c>, Partition).
/// </summary>
internal sealed record KeyPartition(int Index, int Count)
{
    /// <summary>Between the parts of a composite key; business keys do not hold it, and none is lost where one does.</summary>
    public const char Separator = '\u001f';

    public bool Has(IReadOnlyList<ColumnValues> keys, int row)
    {
        var text = string.Join(Separator, keys.Select(key => TextOf(key, row)));
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) % (uint)Count == Index;
    }

    private static string TextOf(ColumnValues key, int row) =>
        key is ColumnValues<long> numbers ? numbers[row].ToString(CultureInfo.InvariantCulture) : ((ColumnValues<string>)key)[row];
}
