using System.Buffers.Binary;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;
using FedMl.Benchmarks.Wires.Http2;
using FedMl.Protos.Inference;
using Google.Protobuf;

namespace FedMl.Benchmarks.Formats;

/// <summary>
/// The bytes of <see cref="InferMessage"/>, but the first four say how many come back: as many as a model's answer has. The
/// next four say how long the server keeps its thread busy before it answers, nanoseconds.
/// </summary>
internal sealed class EchoMessage(string model, int busyNanoseconds = 0) : IRequestFormat
{
    public byte[] Write(RowRange range)
    {
        var message = new InferMessage(model, "").Request(range).ToByteArray();
        BinaryPrimitives.WriteInt32LittleEndian(message, Math.Min(message.Length, AnswerBytes(range)));
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(sizeof(int)), busyNanoseconds);
        return GrpcMessage.Frame(message);
    }

    public Fault? Check(RowRange range, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int headerBytes)
    {
        var message = request[GrpcMessage.PrefixBytes..];
        return answer.SequenceEqual(message[..BinaryPrimitives.ReadInt32LittleEndian(message)])
            ? null
            : new Fault(Comparison.WrongAnswer, $"{answer.Length} bytes came back that are not those that were sent.");
    }

    private int AnswerBytes(RowRange range)
    {
        var answer = new ModelInferResponse { ModelName = model, ModelVersion = "1" };
        foreach (var output in range.Set.Outputs)
        {
            answer.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.Datatype, Shape = { output.Shape(range.Count) } });
            answer.RawOutputContents.Add(ByteString.CopyFrom(range.Of(output)));
        }

        return answer.CalculateSize();
    }
}
