using System.Runtime.InteropServices;

namespace FedMl.Benchmarks.Requests;

/// <summary>
/// Rows that all differ: one row sent again and again makes trees look five times too fast, since the processor learns
/// the way through them.
/// </summary>
internal static class RandomRows
{
    public static byte[] Make(string datatype, long elements, Random random)
    {
        var data = new byte[elements * ElementType.SizeOf(datatype)];
        switch (datatype)
        {
            case ElementType.Fp32:
                Fill(MemoryMarshal.Cast<byte, float>(data.AsSpan()), () => (float)Normal(random));
                break;
            case ElementType.Fp64:
                Fill(MemoryMarshal.Cast<byte, double>(data.AsSpan()), () => Normal(random));
                break;
            case "FP16":
                Fill(MemoryMarshal.Cast<byte, Half>(data.AsSpan()), () => (Half)Normal(random));
                break;
            case "INT64" or "UINT64":
                Fill(MemoryMarshal.Cast<byte, long>(data.AsSpan()), () => random.Next(100));
                break;
            case "INT32" or "UINT32":
                Fill(MemoryMarshal.Cast<byte, int>(data.AsSpan()), () => random.Next(100));
                break;
            case "INT16" or "UINT16":
                Fill(MemoryMarshal.Cast<byte, short>(data.AsSpan()), () => (short)random.Next(100));
                break;
            case "INT8" or "UINT8":
                Fill(data, () => (byte)random.Next(100));
                break;
            case "BOOL":
                Fill(data, () => (byte)random.Next(2));
                break;
        }

        return data;
    }

    private static void Fill<T>(Span<T> values, Func<T> next)
    {
        foreach (ref var value in values)
        {
            value = next();
        }
    }

    /// <summary>Standard normal (Box and Muller).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
