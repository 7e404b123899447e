using System.Text;

namespace FedMl.BatchScoring.Sources;

/// <summary>The fields of one record, in one buffer.</summary>
internal sealed class CsvFields
{
    private byte[] bytes = new byte[4096];
    private int[] ends = new int[64];
    private bool[] quoted = new bool[64];
    private int length;

    public int Count { get; private set; }

    public void Clear() => Count = length = 0;

    public void Append(ReadOnlySpan<byte> part)
    {
        if (length + part.Length > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + part.Length));
        }

        part.CopyTo(bytes.AsSpan(length));
        length += part.Length;
    }

    public void End(bool wasQuoted)
    {
        if (Count == ends.Length)
        {
            Array.Resize(ref ends, Count * 2);
            Array.Resize(ref quoted, Count * 2);
        }

        ends[Count] = length;
        quoted[Count++] = wasQuoted;
    }

    /// <summary>A field's text.</summary>
    public ReadOnlySpan<byte> this[int index] => bytes.AsSpan((index == 0 ? 0 : ends[index - 1])..ends[index]);

    /// <summary>Whether there is nothing between the commas.</summary>
    public bool IsNull(int index) => this[index].IsEmpty && !quoted[index];

    /// <summary>Whether the record is an empty line.</summary>
    public bool IsBlank => Count == 1 && IsNull(0);

    public IReadOnlyList<string> Texts() => [.. Enumerable.Range(0, Count).Select(i => Encoding.UTF8.GetString(this[i]))];
}
