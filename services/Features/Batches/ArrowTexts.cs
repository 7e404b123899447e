using System.Text;
using Apache.Arrow;

namespace FedMl.Features.Batches;

/// <summary>The buffers of Arrow arrays whose values have different lengths: where each begins, and all of them.</summary>
internal static class ArrowTexts
{
    public static ArrowBuffer[] Make(ReadOnlySpan<string> texts)
    {
        var ends = new int[texts.Length + 1];
        var characters = 0L;
        foreach (var text in texts)
        {
            characters += text?.Length ?? 0;
        }

        // Most texts have as many bytes as characters.
        var bytes = new byte[characters];
        for (var row = 0; row < texts.Length; row++)
        {
            int length;
            while (!Encoding.UTF8.TryGetBytes(texts[row], bytes.AsSpan(ends[row]), out length))
            {
                System.Array.Resize(ref bytes, checked((bytes.Length * 2) + 16));
            }

            ends[row + 1] = ends[row] + length;
        }

        return Buffers(ends, bytes);
    }

    public static ArrowBuffer[] Make(ReadOnlySpan<byte[]> binaries)
    {
        var ends = new int[binaries.Length + 1];
        for (var row = 0; row < binaries.Length; row++)
        {
            ends[row + 1] = checked(ends[row] + (binaries[row]?.Length ?? 0));
        }

        var bytes = new byte[ends[^1]];
        for (var row = 0; row < binaries.Length; row++)
        {
            binaries[row].CopyTo(bytes.AsSpan(ends[row]));
        }

        return Buffers(ends, bytes);
    }

    private static ArrowBuffer[] Buffers(int[] ends, byte[] bytes) =>
        [new ArrowBuffer(new NumberBytes<int>(ends).Memory), new ArrowBuffer(bytes.AsMemory(0, ends[^1]))];
}
