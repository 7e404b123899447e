using System.Runtime.InteropServices;
using FedMl.Protos.Onnx;
using Google.Protobuf;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Models whose memory is worth counting.</summary>
public static class LargeGraphs
{
    /// <summary>y = factor × x by a full matrix, FP32 [-1,width]: 4 × width² bytes of weights.</summary>
    public static byte[] Scaled(float factor, int width) => Model(
        [Tensor("x", Element.Float, -1, width)],
        [Tensor("y", Element.Float, -1, width)],
        [Node("MatMul", ["x", "weights"], ["y"])],
        (Diagonal(factor, width), "weights"));

    /// <summary>As <see cref="Scaled"/>, but its matrix is a node's, as some exporters write it.</summary>
    public static byte[] ScaledByConstant(float factor, int width) => Model(
        [Tensor("x", Element.Float, -1, width)],
        [Tensor("y", Element.Float, -1, width)],
        [
            Node("Constant", [], ["weights"], new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = Diagonal(factor, width) }),
            Node("MatMul", ["x", "weights"], ["y"]),
        ]);

    private static TensorProto Diagonal(float factor, int width)
    {
        var weights = new byte[4L * width * width];
        var values = MemoryMarshal.Cast<byte, float>(weights.AsSpan());
        for (var i = 0; i < width; i++)
        {
            values[(i * width) + i] = factor;
        }

        return new TensorProto { Dims = { width, width }, DataType = (int)Element.Float, RawData = UnsafeByteOperations.UnsafeWrap(weights) };
    }
}
