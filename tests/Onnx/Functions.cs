using FedMl.Protos.Onnx;
using Google.Protobuf;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Models of [-1,1] tensors a and b whose nodes call functions of the model.</summary>
public static class Functions
{
    private const string Own = "own";

    public static byte[] Dividing(Element element) =>
        [.. Calling(element, Call("Share", ["a", "b"], "y")), .. Function(Own, "Share", ["p", "q"], "r", Node("Div", ["p", "q"], ["r"]))];

    /// <summary>A function called Abs that changes nothing guards nothing.</summary>
    public static byte[] NamedAbs() =>
    [
        .. Calling(Element.Int64, Call("Abs", ["b"], "c"), Node("Div", ["a", "c"], ["y"])),
        .. Function(Own, "Abs", ["p"], "r", Node("Identity", ["p"], ["r"])),
    ];

    /// <summary>Each calls the next twice.</summary>
    public static byte[] Doubling(int functions) =>
    [
        .. Calling(Element.Int64, Call("F0", ["a"], "y")),
        .. Enumerable.Range(0, functions).SelectMany(i => Function(Own, $"F{i}", ["p"], "r", Call($"F{i + 1}", ["p"], "s"), Call($"F{i + 1}", ["s"], "r"))),
    ];

    public static byte[] CallingItself() => [.. Calling(Element.Int64, Call("F", ["a"], "y")), .. Function(Own, "F", ["p"], "r", Call("F", ["p"], "r"))];

    /// <summary>A field that holds bytes, with its tag; appended to a message it is part of that.</summary>
    public static byte[] Field(int number, byte[] content)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }

    private static byte[] Calling(Element element, params NodeProto[] nodes) =>
        Model([Tensor("a", element, -1, 1), Tensor("b", element, -1, 1)], [Tensor("y", element, -1, 1)], nodes);

    private static NodeProto Call(string function, string[] inputs, string output) => new() { OpType = function, Domain = Own, Input = { inputs }, Output = { output } };

    // FunctionProto { name = 1, input = 4, output = 5, node = 7, domain = 10 } is field 25 of a model.
    private static byte[] Function(string domain, string name, string[] inputs, string output, params NodeProto[] nodes) => Field(
        25,
        [
            .. Text(1, name), .. inputs.SelectMany(input => Text(4, input)), .. Text(5, output),
            .. nodes.SelectMany(node => Field(7, node.ToByteArray())), .. Text(10, domain),
        ]);

    private static byte[] Text(int field, string text) => Field(field, System.Text.Encoding.UTF8.GetBytes(text));
}
