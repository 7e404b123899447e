using System.Runtime.InteropServices;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Servers.Naive;
using FedMl.Benchmarks.Wires;
using FedMl.Benchmarks.Wires.Http2;
using Google.Protobuf;

namespace FedMl.Benchmarks.Formats;

/// <summary>Requests of the naive service: repeated floats of one input, one output.</summary>
internal sealed class NaiveMessage(string model) : IRequestFormat
{
    public const string Path = "/fedml.benchmarks.naive.Scorer/Score";

    public byte[] Write(RowRange range)
    {
        var request = new ScoreRequest { Model = model, Rows = range.Count };
        request.Features.AddRange(MemoryMarshal.Cast<byte, float>(range.Of(range.Set.Inputs[0])));
        return GrpcMessage.Frame(request.ToByteArray());
    }

    // Floats that are packed lie in the message as in a tensor.
    public Fault? Check(RowRange range, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int headerBytes)
    {
        var fields = new MessageFields(answer);
        return fields.Next() && fields.Number == ScoreResponse.ScoresFieldNumber
            ? Comparison.Check(range.Set.Outputs[0], range, fields.Bytes)
            : new Fault(Comparison.WrongAnswer, "The answer holds no scores.");
    }
}
