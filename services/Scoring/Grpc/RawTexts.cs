using System.Buffers.Binary;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.Scoring.Grpc;

/// <summary>Raw BYTES contents: each element is a 4-byte little-endian length and the bytes.</summary>
internal static class RawTexts
{
    /// <summary>Number of elements; -1 where the last one is cut off.</summary>
    public static int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var length && length > bytes.Length - sizeof(uint))
            {
                return -1;
            }

            bytes = bytes[(sizeof(uint) + (int)length)..];
            count++;
        }

        return count;
    }

    public static void Fill(ModelRun run, int index, ReadOnlySpan<byte> bytes)
    {
        for (var element = 0; !bytes.IsEmpty; element++)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            run.SetText(index, element, bytes.Slice(sizeof(uint), length));
            bytes = bytes[(sizeof(uint) + length)..];
        }
    }
}
