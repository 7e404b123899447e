using System.Buffers.Binary;
using System.Text;

namespace FedMl.Features.Duckdb;

/// <summary>
/// The texts of a column, each made once where it comes again soon: most columns of business data have few different ones.
/// It remembers a bounded number.
/// </summary>
internal sealed class RepeatedTexts
{
    private const int PlaceBits = 10;
    private const int Remembered = 1 << PlaceBits;
    private const int LongestRemembered = 64;

    private readonly string?[] known = new string?[Remembered];

    /// <param name="utf8">The text.</param>
    /// <param name="isKnown">Whether it was there before.</param>
    public string Of(ReadOnlySpan<byte> utf8, out bool isKnown)
    {
        isKnown = false;
        if (utf8.Length is 0 or > LongestRemembered)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var place = ref known[PlaceOf(utf8)];
        if (place is not null && Ascii.Equals(utf8, place))
        {
            isKnown = true;
            return place;
        }

        return place = Encoding.UTF8.GetString(utf8);
    }

    // Of its first and last bytes, in which texts of one column differ most.
    private static int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        var hash = (ulong)utf8.Length;
        if (utf8.Length >= sizeof(ulong))
        {
            hash += BinaryPrimitives.ReadUInt64LittleEndian(utf8) + (31 * BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]));
        }
        else
        {
            foreach (var value in utf8)
            {
                hash = (hash << 8) | value;
            }
        }

        return (int)((hash * 0x9E3779B97F4A7C15) >> (64 - PlaceBits));
    }
}
