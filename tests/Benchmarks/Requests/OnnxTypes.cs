using Microsoft.ML.OnnxRuntime.Tensors;

namespace FedMl.Benchmarks.Requests;

/// <summary>ONNX Runtime's element types and the protocol's datatypes.</summary>
internal static class OnnxTypes
{
    public static string DatatypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => ElementType.Fp32,
        TensorElementType.Double => ElementType.Fp64,
        TensorElementType.Float16 => "FP16",
        TensorElementType.BFloat16 => "BF16",
        _ => type.ToString().ToUpperInvariant(),
    };

    public static TensorElementType Of(string datatype) => Enum.GetValues<TensorElementType>().First(type => DatatypeOf(type) == datatype);
}
