using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Loading;
using Google.Protobuf;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Reads of a serialized constant tensor what a <see cref="ConstantSketch"/> holds.</summary>
internal static class ConstantReader
{
    // Fields of TensorProto.
    private const uint DataType = (2 << 3) | 0;
    private const uint PackedInt32Data = (5 << 3) | 2;
    private const uint Int32Data = (5 << 3) | 0;
    private const uint PackedInt64Data = (7 << 3) | 2;
    private const uint Int64Data = (7 << 3) | 0;
    private const uint TensorName = (8 << 3) | 2;
    private const uint RawData = (9 << 3) | 2;
    private const uint ExternalData = (13 << 3) | 2;

    // No list of divisors is longer; of a longer one, or one in another file, everything is thought possible.
    private const int MaxRawBytes = 64 * 1024;

    /// <summary>Reads the tensor that was entered.</summary>
    public static (string Name, ConstantSketch Constant) Read(CodedInputStream input, long end)
    {
        var (name, type, unread, raw) = ("", 0, false, ReadOnlyMemory<byte>.Empty);
        List<long> values = [];
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case DataType:
                    type = input.ReadInt32();
                    break;
                case PackedInt32Data or PackedInt64Data:
                    var dataEnd = input.Enter(end);
                    while (input.Position < dataEnd)
                    {
                        Keep(values, input.ReadInt64());
                    }

                    break;
                case Int32Data or Int64Data:
                    Keep(values, input.ReadInt64());
                    break;
                case TensorName:
                    name = input.ReadString();
                    break;
                case RawData when end - input.Position <= MaxRawBytes:
                    raw = input.ReadBytes().Memory;
                    break;
                case RawData or ExternalData:
                    unread = true;
                    input.SkipLastField();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (name, type switch
        {
            not (ConstantSketch.Int32 or ConstantSketch.Int64) => new ConstantSketch(type, false, false),
            _ when unread => new ConstantSketch(type, true, true),
            ConstantSketch.Int32 => ConstantSketch.Of(type, [.. values, .. MemoryMarshal.Cast<byte, int>(raw.Span).ToArray()]),
            _ => ConstantSketch.Of(type, [.. values, .. MemoryMarshal.Cast<byte, long>(raw.Span).ToArray()]),
        });
    }

    // Only what may be told of matters, so that a long list is not kept.
    private static void Keep(List<long> values, long value)
    {
        if (value is -1 or int.MinValue or long.MinValue && !values.Contains(value))
        {
            values.Add(value);
        }
    }
}
