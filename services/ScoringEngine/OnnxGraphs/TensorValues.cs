using System.Runtime.InteropServices;
using FedMl.Protos.Onnx;
using static FedMl.Protos.Onnx.TensorProto.Types;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Elements of constant tensors.</summary>
internal static class TensorValues
{
    /// <exception cref="UnreadableGraphException">The elements are of another type than FLOAT, DOUBLE and UINT8, or lie in another file.</exception>
    public static IReadOnlyList<double> Doubles(TensorProto tensor)
    {
        if (tensor.DataLocation == DataLocation.External)
        {
            throw new UnreadableGraphException("numbers of its nodes lie in another file");
        }

        var raw = tensor.RawData.Span;
        return (DataType)tensor.DataType switch
        {
            DataType.Float => raw.IsEmpty ? [.. tensor.FloatData.Select(f => (double)f)] : Convert(MemoryMarshal.Cast<byte, float>(raw), f => f),
            DataType.Double => raw.IsEmpty ? [.. tensor.DoubleData] : MemoryMarshal.Cast<byte, double>(raw).ToArray(),
            DataType.Uint8 => raw.IsEmpty ? [.. tensor.Int32Data.Select(i => (double)i)] : Convert(raw, b => b),
            _ => throw new UnreadableGraphException("numbers of its nodes are neither floats nor doubles"),
        };
    }

    /// <exception cref="UnreadableGraphException">The elements are no INT64, or lie in another file.</exception>
    public static IReadOnlyList<long> Longs(TensorProto tensor)
    {
        if (tensor.DataLocation == DataLocation.External || (DataType)tensor.DataType != DataType.Int64)
        {
            throw new UnreadableGraphException("places or labels of its nodes are no INT64, or lie in another file");
        }

        return tensor.RawData.IsEmpty ? [.. tensor.Int64Data] : MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray();
    }

    private static double[] Convert<T>(ReadOnlySpan<T> elements, Func<T, double> convert)
    {
        var doubles = new double[elements.Length];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = convert(elements[i]);
        }

        return doubles;
    }
}
