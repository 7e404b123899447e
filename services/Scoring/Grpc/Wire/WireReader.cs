using System.Buffers;
using System.Runtime.CompilerServices;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>
/// Reads the protobuf wire format straight from a request's buffers. Every method tells by its answer whether the
/// bytes were there; nothing throws.
/// </summary>
internal ref struct WireReader(ReadOnlySequence<byte> bytes)
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Length = 2;
    public const int Fixed32 = 5;

    private SequenceReader<byte> reader = new(bytes);

    public readonly long Position => reader.Consumed;

    public readonly long Remaining => reader.Remaining;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!reader.TryRead(out var part))
            {
                return false;
            }

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the number and the wire type of a field.</summary>
    public bool TryReadTag(out int field, out int type)
    {
        var found = TryReadVarint(out var tag) && tag <= int.MaxValue;
        (field, type) = ((int)(tag >> 3), (int)(tag & 7));
        return found;
    }

    /// <summary>Reads the length of what follows, which is there in whole.</summary>
    public bool TryReadLength(out int length)
    {
        var found = TryReadVarint(out var value) && value <= (ulong)reader.Remaining;
        length = found ? (int)value : 0;
        return found;
    }

    /// <summary>Reads a length and so many bytes; they lie in the buffer, or in the scratch where a buffer ends amid them.</summary>
    public bool TryReadShort(Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadLength(out var length) || length > scratch.Length)
        {
            return false;
        }

        value = reader.UnreadSpan;
        if (value.Length >= length)
        {
            value = value[..length];
        }
        else
        {
            reader.TryCopyTo(scratch[..length]);
            value = scratch[..length];
        }

        reader.Advance(length);
        return true;
    }

    /// <summary>Fills the target.</summary>
    public bool TryRead(Span<byte> target)
    {
        if (!reader.TryCopyTo(target))
        {
            return false;
        }

        reader.Advance(target.Length);
        return true;
    }

    /// <summary>The next bytes as a reader of their own.</summary>
    public bool TrySlice(int length, out ReadOnlySequence<byte> slice)
    {
        slice = default;
        if (length > reader.Remaining)
        {
            return false;
        }

        slice = reader.UnreadSequence.Slice(0, length);
        reader.Advance(length);
        return true;
    }
}
