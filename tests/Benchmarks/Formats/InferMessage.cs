using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;
using FedMl.Benchmarks.Wires.Http2;
using FedMl.Protos.Inference;
using Google.Protobuf;

namespace FedMl.Benchmarks.Formats;

/// <summary>ModelInfer of the Open Inference Protocol with raw contents.</summary>
/// <param name="model">Name of the model.</param>
/// <param name="version">Its version, or empty.</param>
internal sealed class InferMessage(string model, string version) : IRequestFormat
{
    private const int OutputsField = 5;
    private const int RawOutputsField = 6;

    public byte[] Write(RowRange range) => GrpcMessage.Frame(Request(range).ToByteArray());

    public ModelInferRequest Request(RowRange range)
    {
        var request = new ModelInferRequest { ModelName = model, ModelVersion = version };
        foreach (var input in range.Set.Inputs)
        {
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = input.Name, Datatype = input.Datatype, Shape = { input.Shape(range.Count) } });
            request.RawInputContents.Add(ByteString.CopyFrom(range.Of(input)));
        }

        return request;
    }

    public Fault? Check(RowRange range, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int headerBytes)
    {
        var seen = 0;
        var raw = new MessageFields(answer);
        var outputs = new MessageFields(answer);
        while (raw.Next())
        {
            if (raw.Number != RawOutputsField)
            {
                continue;
            }

            // Raw contents have no names: the first belongs to the first output, and so on.
            while (outputs.Next() && outputs.Number != OutputsField)
            {
            }

            if (Expected(range.Set, outputs.Bytes) is { } expected)
            {
                seen++;
                if (Comparison.Check(expected, range, raw.Bytes) is { } fault)
                {
                    return fault;
                }
            }
        }

        return seen == range.Set.Outputs.Count ? null : Typed(range, answer);
    }

    private static RowTensor? Expected(RowSet rows, ReadOnlySpan<byte> output)
    {
        var fields = new MessageFields(output);
        while (fields.Next())
        {
            if (fields.Number == 1)
            {
                foreach (var candidate in rows.Outputs)
                {
                    if (SameText(fields.Bytes, candidate.Name))
                    {
                        return candidate;
                    }
                }
            }
        }

        return null;
    }

    private static bool SameText(ReadOnlySpan<byte> utf8, string text) => System.Text.Ascii.Equals(utf8, text);

    // Servers that answer typed contents are slow anyway; here objects do.
    private static Fault? Typed(RowRange range, ReadOnlySpan<byte> answer)
    {
        var response = ModelInferResponse.Parser.ParseFrom(answer);
        foreach (var expected in range.Set.Outputs)
        {
            var output = response.Outputs.FirstOrDefault(o => o.Name == expected.Name);
            if (output?.Contents is null)
            {
                return new Fault(Comparison.WrongAnswer, $"Output {expected.Name} is missing.");
            }

            if (Comparison.Check(expected, range, TypedContents.Bytes(expected.Datatype, output.Contents)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
