using System.Buffers;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>Reads InferTensorContents into the memory of a numeric tensor.</summary>
internal static class TypedReader
{
    /// <summary>False unless the field of the datatype, and no other, holds as many values as the memory, all in range.</summary>
    public static bool TryFill(ReadOnlySequence<byte> contents, Datatype datatype, Span<byte> memory)
    {
        var reader = new WireReader(contents);
        var (field, type) = FieldOf(datatype);
        var filled = 0;
        while (reader.Remaining > 0)
        {
            if (!reader.TryReadTag(out var foundField, out var foundType) || foundField != field)
            {
                return false;
            }

            // Repeated numbers come packed; readers have to take them one by one as well.
            var length = 0;
            if (foundType == WireReader.Length ? !reader.TryReadLength(out length) : foundType != type)
            {
                return false;
            }

            var end = foundType == WireReader.Length ? reader.Position + length : reader.Position + 1;
            if (type != WireReader.Varint)
            {
                length = foundType == WireReader.Length ? length : datatype.Size();
                if (length > memory.Length - filled || !reader.TryRead(memory.Slice(filled, length)))
                {
                    return false;
                }

                filled += length;
                continue;
            }

            while (reader.Position < end)
            {
                if (!reader.TryReadVarint(out var value) || filled == memory.Length || !TryWrite(datatype, value, memory[filled..]))
                {
                    return false;
                }

                filled += datatype.Size();
            }

            if (foundType == WireReader.Length && reader.Position != end)
            {
                return false;
            }
        }

        return filled == memory.Length;
    }

    private static (int Field, int Type) FieldOf(Datatype datatype) => datatype switch
    {
        Datatype.BOOL => (1, WireReader.Varint),
        Datatype.INT8 or Datatype.INT16 or Datatype.INT32 => (2, WireReader.Varint),
        Datatype.INT64 => (3, WireReader.Varint),
        Datatype.UINT8 or Datatype.UINT16 or Datatype.UINT32 => (4, WireReader.Varint),
        Datatype.UINT64 => (5, WireReader.Varint),
        Datatype.FP32 => (6, WireReader.Fixed32),
        Datatype.FP64 => (7, WireReader.Fixed64),
        _ => (-1, WireReader.Varint),
    };

    private static bool TryWrite(Datatype datatype, ulong value, Span<byte> target)
    {
        switch (datatype)
        {
            case Datatype.BOOL:
                target[0] = value == 0 ? (byte)0 : (byte)1;
                return true;
            case Datatype.INT8:
                MemoryMarshal.Write(target, (sbyte)value);
                return (int)value == (sbyte)value;
            case Datatype.INT16:
                MemoryMarshal.Write(target, (short)value);
                return (int)value == (short)value;
            case Datatype.INT32:
                MemoryMarshal.Write(target, (int)value);
                return true;
            case Datatype.UINT8:
                target[0] = (byte)value;
                return (uint)value <= byte.MaxValue;
            case Datatype.UINT16:
                MemoryMarshal.Write(target, (ushort)value);
                return (uint)value <= ushort.MaxValue;
            case Datatype.UINT32:
                MemoryMarshal.Write(target, (uint)value);
                return true;
            default:
                MemoryMarshal.Write(target, value);
                return true;
        }
    }
}
