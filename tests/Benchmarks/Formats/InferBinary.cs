using System.Text;
using System.Text.Json;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Formats;

/// <summary>REST with the binary tensor extension both ways: a JSON header, then the tensors' bytes.</summary>
internal sealed class InferBinary(Uri target, string model, string version) : IRequestFormat
{
    public byte[] Write(RowRange range)
    {
        var inputs = range.Set.Inputs;
        var header = JsonSerializer.SerializeToUtf8Bytes(new
        {
            inputs = inputs.Select(i => new
            {
                name = i.Name,
                datatype = i.Datatype,
                shape = i.Shape(range.Count),
                parameters = new { binary_data_size = i.RowBytes * range.Count },
            }),
            parameters = new { binary_data_output = true },
        });
        List<byte> body = [.. header];
        foreach (var input in inputs)
        {
            body.AddRange(range.Of(input));
        }

        var headers = $"Inference-Header-Content-Length: {header.Length}\r\nContent-Type: application/octet-stream\r\n";
        return HttpRequest.Post(target, HttpRequest.InferPath(model, version), headers, [.. body]);
    }

    public Fault? Check(RowRange range, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int headerBytes)
    {
        if (headerBytes < 0 || headerBytes > answer.Length)
        {
            return new Fault(Comparison.WrongAnswer, "The answer has no Inference-Header-Content-Length within its body.");
        }

        var tensors = answer[headerBytes..];
        var seen = 0;
        var outputs = new OutputHeaders(answer[..headerBytes]);
        while (outputs.Next())
        {
            if (outputs.BinaryBytes > tensors.Length)
            {
                return new Fault(Comparison.WrongAnswer, "The answer is shorter than its binary_data_size says.");
            }

            foreach (var expected in range.Set.Outputs)
            {
                if (!Ascii.Equals(outputs.Name, expected.Name))
                {
                    continue;
                }

                seen++;
                if (Comparison.Check(expected, range, tensors[..outputs.BinaryBytes]) is { } fault)
                {
                    return fault;
                }
            }

            tensors = tensors[outputs.BinaryBytes..];
        }

        return seen == range.Set.Outputs.Count ? null : new Fault(Comparison.WrongAnswer, $"{range.Set.Outputs.Count - seen} outputs are missing.");
    }
}
