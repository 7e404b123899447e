using Google.Protobuf;

namespace FedMl.Protos.Onnx;

internal sealed partial class AttributeProto
{
    internal static AttributeProto Of(string name, long value) => new() { Name = name, Type = Types.AttributeType.Int, I = value };

    internal static AttributeProto Of(string name, string value) =>
        new() { Name = name, Type = Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    internal static AttributeProto Of(string name, IEnumerable<float> values) =>
        new() { Name = name, Type = Types.AttributeType.Floats, Floats = { values } };

    internal static AttributeProto Of(string name, IEnumerable<long> values) =>
        new() { Name = name, Type = Types.AttributeType.Ints, Ints = { values } };

    internal static AttributeProto Of(string name, IEnumerable<string> values) =>
        new() { Name = name, Type = Types.AttributeType.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } };
}
