using System.Text;

namespace FedMl.Features.Columns;

/// <summary>Texts as a source has them, UTF-8, one after the other.</summary>
internal sealed class Utf8Texts
{
    private int[] offsets = [0];
    private byte[] bytes = [];

    public int Count { get; private set; }

    /// <summary>Where each text begins, and where the last one ends.</summary>
    public ReadOnlyMemory<int> Offsets => offsets.AsMemory(0, Count + 1);

    public ReadOnlyMemory<byte> Bytes => bytes.AsMemory(0, offsets[Count]);

    public ReadOnlySpan<byte> this[int row] => bytes.AsSpan(offsets[row]..offsets[row + 1]);

    /// <param name="begins">Where each begins in <paramref name="all"/>, and where the last one ends.</param>
    /// <param name="all">The texts.</param>
    public void AddAll(ReadOnlySpan<int> begins, ReadOnlySpan<byte> all)
    {
        all = all[begins[0]..begins[^1]];
        var (first, added) = (offsets[Count], begins.Length - 1);
        if (offsets.Length <= Count + added)
        {
            // Room for as many again, which mostly come.
            Array.Resize(ref offsets, Count + (2 * added) + 1);
        }

        if (bytes.Length < first + all.Length)
        {
            Array.Resize(ref bytes, checked(first + (2 * all.Length)));
        }

        all.CopyTo(bytes.AsSpan(first));
        for (var i = 1; i <= added; i++)
        {
            offsets[Count + i] = first + begins[i] - begins[0];
        }

        Count += added;
    }

    /// <param name="isNull">Which rows have none.</param>
    public string[] ToStrings(Func<int, bool> isNull)
    {
        var texts = new string[Count];
        for (var row = 0; row < texts.Length; row++)
        {
            texts[row] = isNull(row) ? null! : Encoding.UTF8.GetString(this[row]);
        }

        return texts;
    }
}
