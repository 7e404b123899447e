using FedMl.Benchmarks.Wires;
using FedMl.Benchmarks.Wires.Http2;
using Google.Protobuf;

namespace FedMl.Benchmarks.Requests;

/// <summary>gRPC messages of which each has one right answer, byte for byte.</summary>
internal sealed class ExactAnswers(IReadOnlyList<(byte[] Request, byte[] Answer)> pairs) : IRequests
{
    private readonly byte[][] framed = [.. pairs.Select(pair => GrpcMessage.Frame(pair.Request))];

    public int Count => framed.Length;

    public static ExactAnswers Of(IEnumerable<(IMessage Request, IMessage Answer)> pairs) =>
        new([.. pairs.Select(pair => (pair.Request.ToByteArray(), pair.Answer.ToByteArray()))]);

    public ReadOnlySpan<byte> Request(int index) => framed[index];

    public Fault? Check(int index, ReadOnlySpan<byte> answer, int headerBytes) => answer.SequenceEqual(pairs[index].Answer)
        ? null
        : new Fault(Comparison.WrongAnswer, $"{answer.Length} bytes came back that are not the {pairs[index].Answer.Length} that are right.");
}
