using System.Runtime.InteropServices;
using FedMl.Protos.Onnx;
using Google.Protobuf;
using static FedMl.Protos.Onnx.AttributeProto.Types;
using static FedMl.Protos.Onnx.TensorShapeProto.Types;

namespace FedMl.Tests.Onnx;

/// <summary>What graphs are put together from.</summary>
internal static class GraphParts
{
    public static byte[] Model(ValueInfoProto[] inputs, ValueInfoProto[] outputs, NodeProto[] nodes, params (TensorProto Tensor, string Name)[] constants) =>
        Model(inputs, outputs, nodes, 17, 3, constants);

    public static byte[] Model(ValueInfoProto[] inputs, ValueInfoProto[] outputs, NodeProto[] nodes, int opset, int classical, params (TensorProto Tensor, string Name)[] constants)
    {
        var graph = new GraphProto { Name = "test" };
        graph.Input.Add(inputs);
        graph.Output.Add(outputs);
        graph.Node.Add(nodes);
        foreach (var (tensor, name) in constants)
        {
            tensor.Name = name;
            graph.Initializer.Add(tensor);
        }

        return new ModelProto
        {
            IrVersion = 8,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = opset }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = classical } },
        }.ToByteArray();
    }

    public static byte[] Model(ValueInfoProto[] inputs, ValueInfoProto[] outputs, NodeProto[] nodes, int opset, params (TensorProto Tensor, string Name)[] constants) =>
        Model(inputs, outputs, nodes, opset, 3, constants);

    public static ValueInfoProto Tensor(string name, Element element, params long[] shape)
    {
        var dimensions = new TensorShapeProto();
        for (var i = 0; i < shape.Length; i++)
        {
            dimensions.Dim.Add(shape[i] < 0 ? new Dimension { DimParam = i == 0 ? "N" : $"d{i}" } : new Dimension { DimValue = shape[i] });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)element, Shape = dimensions } } };
    }

    public static ValueInfoProto Sequence(string name) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            SequenceType = new TypeProto.Types.Sequence
            {
                ElemType = new TypeProto
                {
                    MapType = new TypeProto.Types.Map { KeyType = (int)Element.String, ValueType = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)Element.Float } } },
                },
            },
        },
    };

    public static NodeProto Node(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        node.Attribute.Add(attributes);
        return node;
    }

    public static NodeProto Ml(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = Node(op, inputs, outputs, attributes);
        node.Domain = "ai.onnx.ml";
        return node;
    }

    public static AttributeProto Floats(string name, float[] values) => new() { Name = name, Type = AttributeType.Floats, Floats = { values } };

    public static AttributeProto Longs(string name, IEnumerable<long> values) => new() { Name = name, Type = AttributeType.Ints, Ints = { values } };

    public static AttributeProto Number(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Text(string name, string value) => new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Texts(string name, string[] values) => new() { Name = name, Type = AttributeType.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } };

    public static (TensorProto Tensor, string Name) Floats(string name, float value) =>
        (new TensorProto { Dims = { 1 }, DataType = (int)Element.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([value])) }, name);

    public static (TensorProto Tensor, string Name) Longs(string name, params long[] values) =>
        (new TensorProto { Dims = { values.Length }, DataType = (int)Element.Int64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) }, name);

    public static (TensorProto Tensor, string Name) Bools(string name, bool value) =>
        (new TensorProto { DataType = (int)Element.Bool, RawData = ByteString.CopyFrom(value ? (byte)1 : (byte)0) }, name);
}
