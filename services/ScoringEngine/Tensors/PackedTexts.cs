using System.Buffers.Binary;

namespace FedMl.ScoringEngine.Tensors;

/// <summary>
/// Texts as the protocol's raw contents have them: of each its length, 4 bytes little-endian, and its UTF-8 bytes. The
/// memory is used again after <see cref="Clear"/>.
/// </summary>
public sealed class PackedTexts
{
    private byte[] bytes = [];
    private int[] ends = [];

    public int Count { get; private set; }

    /// <summary>All texts, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, EndOf(Count - 1));

    /// <summary>Memory held, bytes.</summary>
    public long HeldBytes => bytes.Length + ((long)ends.Length * sizeof(int));

    /// <summary>One text without its length.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return bytes.AsSpan((EndOf(index - 1) + sizeof(int))..EndOf(index));
        }
    }

    public void Clear() => Count = 0;

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var target = Grow(sizeof(int) + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target, text.Length);
        text.CopyTo(target[sizeof(int)..]);
    }

    /// <summary>Adds some texts of another.</summary>
    public void Add(PackedTexts other, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            Add(other[i]);
        }
    }

    /// <summary>Adds texts that are packed already.</summary>
    /// <returns>Bytes that they take.</returns>
    public int Add(ReadOnlySpan<byte> packed, int count)
    {
        var taken = 0;
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(packed[taken..]);
            Add(packed.Slice(taken + sizeof(int), length));
            taken += sizeof(int) + length;
        }

        return taken;
    }

    private int EndOf(int index) => index < 0 ? 0 : ends[index];

    // Memory of one more text, its length included.
    private Span<byte> Grow(int length)
    {
        var start = EndOf(Count - 1);
        var end = checked(start + length);
        if (end > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Math.Max(end, bytes.Length * 2L), Array.MaxLength));
        }

        if (Count == ends.Length)
        {
            Array.Resize(ref ends, Math.Max(4, Count * 2));
        }

        ends[Count++] = end;
        return bytes.AsSpan(start..end);
    }
}
