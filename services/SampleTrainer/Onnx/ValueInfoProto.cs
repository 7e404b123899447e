using static FedMl.Protos.Onnx.TensorProto.Types;
using static FedMl.Protos.Onnx.TensorShapeProto.Types;

namespace FedMl.Protos.Onnx;

internal sealed partial class ValueInfoProto
{
    private static readonly Dimension AnyRows = new() { DimParam = "N" };

    /// <summary>Float input of N rows.</summary>
    internal static ValueInfoProto Matrix(string name, int columns) => Tensor(name, DataType.Float, AnyRows, new Dimension { DimValue = columns });

    internal static ValueInfoProto Labels() => Tensor(ModelProto.Label, DataType.String, AnyRows);

    internal static ValueInfoProto ClassProbabilities(int classes) => Matrix(ModelProto.Probabilities, classes);

    private static ValueInfoProto Tensor(string name, DataType elements, params IEnumerable<Dimension> shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor { ElemType = (int)elements, Shape = new TensorShapeProto { Dim = { shape } } },
        },
    };
}
