using System.Buffers;
using FedMl.Protos.Inference;
using FedMl.Scoring.Grpc.Wire;

namespace FedMl.Scoring.Admission;

/// <summary>
/// Finds the parameter <c>priority</c> in a ModelInferRequest without reading the message: contents are stepped over.
/// </summary>
internal static class MessagePriority
{
    private const int Key = 1;
    private const int Value = 2;

    private static ReadOnlySpan<byte> Name => "priority"u8;

    /// <summary>Null where there is none, or 0, or the bytes are not understood.</summary>
    public static int? Of(ReadOnlySequence<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var field, out var type))
        {
            if (field != ModelInferRequest.ParametersFieldNumber || type != WireReader.Length)
            {
                if (!TrySkip(ref reader, type))
                {
                    return null;
                }
            }
            else if (!reader.TryReadLength(out var length) || !reader.TrySlice(length, out var entry))
            {
                return null;
            }
            else if (OfEntry(entry) is { } priority)
            {
                return priority;
            }
        }

        return null;
    }

    // An entry of a map is a message of its key and its value, in whatever order.
    private static int? OfEntry(ReadOnlySequence<byte> entry)
    {
        var reader = new WireReader(entry);
        var (isPriority, value) = (false, (int?)null);
        while (reader.TryReadTag(out var field, out var type))
        {
            if (type != WireReader.Length || !reader.TryReadLength(out var length) || !reader.TrySlice(length, out var part))
            {
                return null;
            }

            switch (field)
            {
                case Key:
                    isPriority = part.Length == Name.Length && new SequenceReader<byte>(part).IsNext(Name);
                    break;
                case Value:
                    value = OfParameter(part);
                    break;
            }
        }

        return isPriority ? value : null;
    }

    private static int? OfParameter(ReadOnlySequence<byte> parameter)
    {
        var reader = new WireReader(parameter);
        if (!reader.TryReadTag(out var field, out var type) || type != WireReader.Varint || !reader.TryReadVarint(out var value))
        {
            return null;
        }

        return field switch
        {
            InferParameter.Int64ParamFieldNumber when (long)value > 0 => (int)Math.Min(value, int.MaxValue),
            InferParameter.Uint64ParamFieldNumber when value > 0 => (int)Math.Min(value, int.MaxValue),
            _ => null,
        };
    }

    private static bool TrySkip(ref WireReader reader, int type) => type switch
    {
        WireReader.Varint => reader.TryReadVarint(out _),
        WireReader.Length => reader.TryReadLength(out var length) && reader.TrySlice(length, out _),
        WireReader.Fixed64 => reader.TrySlice(sizeof(ulong), out _),
        WireReader.Fixed32 => reader.TrySlice(sizeof(uint), out _),
        _ => false,
    };
}
