using FedMl.ScoringEngine.Loading;
using Google.Protobuf;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Reads the sketch of a serialized model of any size; what is not for it is stepped over.</summary>
internal static class ModelSketchReader
{
    private const uint Varint = 0;
    private const uint Bytes = 2;

    // Protobuf reads no more than a hundred messages one in the other; a graph in a graph is three.
    private const int MaxDepth = 40;

    /// <summary>Null where the bytes are no model, which ONNX Runtime says better.</summary>
    public static ModelSketch? Read(Stream model)
    {
        using var input = new CodedInputStream(model, leaveOpen: true);
        var sketch = new ModelSketch();
        try
        {
            while (input.Position < model.Length)
            {
                switch (input.ReadTag())
                {
                    case var tag when tag == Tag(1, Varint):
                        sketch.IrVersion = input.ReadInt64();
                        break;
                    case var tag when tag == Tag(8, Bytes):
                        sketch.OperatorSets.Add(OperatorSet(input, input.Enter(model.Length)));
                        break;
                    case var tag when tag == Tag(7, Bytes):
                        Fill(sketch.Graph, input, input.Enter(model.Length), 0);
                        break;
                    case var tag when tag == Tag(25, Bytes):
                        sketch.Functions.Add(Function(input, input.Enter(model.Length)));
                        break;
                    default:
                        input.SkipLastField();
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            return null;
        }

        return sketch;
    }

    private static OperatorSetSketch OperatorSet(CodedInputStream input, long end)
    {
        var (domain, version) = ("", 0L);
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case var tag when tag == Tag(1, Bytes):
                    domain = input.ReadString();
                    break;
                case var tag when tag == Tag(2, Varint):
                    version = input.ReadInt64();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new OperatorSetSketch(domain, version);
    }

    private static FunctionSketch Function(CodedInputStream input, long end)
    {
        var function = new FunctionSketch();
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case var tag when tag == Tag(1, Bytes):
                    function.Name = input.ReadString();
                    break;
                case var tag when tag == Tag(4, Bytes):
                    function.Inputs.Add(input.ReadString());
                    break;
                case var tag when tag == Tag(5, Bytes):
                    function.Outputs.Add(input.ReadString());
                    break;
                case var tag when tag == Tag(7, Bytes):
                    function.Body.Nodes.Add(Node(input, input.Enter(end), 0));
                    break;
                case var tag when tag == Tag(10, Bytes):
                    function.Domain = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return function;
    }

    private static void Fill(GraphSketch graph, CodedInputStream input, long end, int depth)
    {
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case var tag when tag == Tag(1, Bytes):
                    graph.Nodes.Add(Node(input, input.Enter(end), depth));
                    break;
                case var tag when tag == Tag(5, Bytes):
                    var (name, constant) = ConstantReader.Read(input, input.Enter(end));
                    graph.Constants[name] = constant;
                    break;
                case var tag when tag == Tag(11, Bytes) || tag == Tag(12, Bytes) || tag == Tag(13, Bytes):
                    var (tensor, type) = Value(input, input.Enter(end));
                    graph.Types[tensor] = type;
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private static NodeSketch Node(CodedInputStream input, long end, int depth)
    {
        var node = new NodeSketch();
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case var tag when tag == Tag(1, Bytes):
                    node.Inputs.Add(input.ReadString());
                    break;
                case var tag when tag == Tag(2, Bytes):
                    node.Outputs.Add(input.ReadString());
                    break;
                case var tag when tag == Tag(4, Bytes):
                    node.Operator = input.ReadString();
                    break;
                case var tag when tag == Tag(5, Bytes):
                    Attribute(node, input, input.Enter(end), depth);
                    break;
                case var tag when tag == Tag(7, Bytes):
                    node.Domain = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return node;
    }

    private static void Attribute(NodeSketch node, CodedInputStream input, long end, int depth)
    {
        var (name, texts) = ("", 0);
        List<long>? numbers = null;
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case var tag when tag == Tag(1, Bytes):
                    name = input.ReadString();
                    break;
                case var tag when tag == Tag(3, Varint) || tag == Tag(8, Varint):
                    (numbers ??= []).Add(input.ReadInt64());
                    break;
                case var tag when tag == Tag(5, Bytes):
                    node.Constant = ConstantReader.Read(input, input.Enter(end)).Constant;
                    break;
                case var tag when tag == Tag(9, Bytes):
                    texts++;
                    input.SkipLastField();
                    break;
                case var tag when depth < MaxDepth && (tag == Tag(6, Bytes) || tag == Tag(11, Bytes)):
                    var graph = new GraphSketch();
                    Fill(graph, input, input.Enter(end), depth + 1);
                    node.Graphs.Add(graph);
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        // The name may stand behind what it names.
        node.HasOneTextLabel |= name == "classlabels_strings" && texts == 1;
        if (name == "to" && numbers is [var type])
        {
            node.CastTo = (int)type;
        }

        if (name is "value_int" or "value_ints" && numbers is not null)
        {
            node.Constant = ConstantSketch.Of(ConstantSketch.Int64, numbers);
        }
    }

    // ValueInfoProto { name = 1, type = 2 { tensor_type = 1 { elem_type = 1 } } }
    private static (string Name, int Type) Value(CodedInputStream input, long end)
    {
        var (name, type) = ("", 0);
        while (input.Position < end)
        {
            var tag = input.ReadTag();
            if (tag == Tag(1, Bytes))
            {
                name = input.ReadString();
            }
            else
            {
                Take(input, tag == Tag(2, Bytes), () => type = ElementType(input, input.Enter(end)));
            }
        }

        return (name, type);
    }

    private static int ElementType(CodedInputStream input, long end)
    {
        var type = 0;
        while (input.Position < end)
        {
            Take(input, input.ReadTag() == Tag(1, Bytes), () =>
            {
                var tensorEnd = input.Enter(end);
                while (input.Position < tensorEnd)
                {
                    Take(input, input.ReadTag() == Tag(1, Varint), () => type = input.ReadInt32());
                }
            });
        }

        return type;
    }

    private static void Take(CodedInputStream input, bool wanted, Action take)
    {
        if (wanted)
        {
            take();
        }
        else
        {
            input.SkipLastField();
        }
    }

    private static uint Tag(uint field, uint type) => (field << 3) | type;
}
