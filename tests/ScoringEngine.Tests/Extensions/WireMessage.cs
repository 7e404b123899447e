using Google.Protobuf;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Extensions;

/// <summary>A message by its field numbers, without any generated code: what a foreign client sees.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, object Value)> values = [];

    private WireMessage(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            object value = WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint ? input.ReadUInt64() : input.ReadBytes().ToByteArray();
            values.Add((WireFormat.GetTagFieldNumber(tag), value));
        }
    }

    public IReadOnlyList<int> Fields => [.. values.Select(v => v.Field).Distinct().Order()];

    /// <summary>Calls a method of the protocol with bytes.</summary>
    public static async Task<WireMessage> CallAsync(RunningScoring host, string method, params (int Field, string Text)[] request)
    {
        var raw = Marshallers.Create<byte[]>(b => b, b => b);
        var call = new Method<byte[], byte[]>(MethodType.Unary, "inference.GRPCInferenceService", method, raw, raw);
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var (field, text) in request)
            {
                output.WriteTag(field, WireFormat.WireType.LengthDelimited);
                output.WriteString(text);
            }
        }

        return new WireMessage(await host.Channel.CreateCallInvoker().AsyncUnaryCall(call, null, default, bytes.ToArray()).ResponseAsync);
    }

    public long Number(int field) => (long)(ulong)values.Single(v => v.Field == field).Value;

    public string Text(int field) => System.Text.Encoding.UTF8.GetString((byte[])values.Single(v => v.Field == field).Value);

    public IReadOnlyList<WireMessage> Messages(int field) => [.. values.Where(v => v.Field == field).Select(v => new WireMessage((byte[])v.Value))];

    public WireMessage Message(int field) => Messages(field).Single();

    /// <summary>Numbers of a repeated field, packed.</summary>
    public IReadOnlyList<long> Packed(int field)
    {
        List<long> numbers = [];
        var input = new CodedInputStream((byte[])values.Single(v => v.Field == field).Value);
        while (!input.IsAtEnd)
        {
            numbers.Add(input.ReadInt64());
        }

        return numbers;
    }
}
