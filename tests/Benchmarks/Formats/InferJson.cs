using System.Text;
using System.Text.Json;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Formats;

/// <summary>REST with JSON both ways.</summary>
internal sealed class InferJson(Uri target, string model, string version) : IRequestFormat
{
    public byte[] Write(RowRange range) =>
        HttpRequest.Post(target, HttpRequest.InferPath(model, version), "Content-Type: application/json\r\n", Body(range));

    /// <summary>The request's body alone.</summary>
    public static byte[] Body(RowRange range)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("inputs");
            foreach (var input in range.Set.Inputs)
            {
                json.WriteStartObject();
                json.WriteString("name", input.Name);
                json.WriteString("datatype", input.Datatype);
                json.WriteStartArray("shape");
                Array.ForEach(input.Shape(range.Count), json.WriteNumberValue);
                json.WriteEndArray();
                json.WriteStartArray("data");
                JsonElements.Write(json, input.Datatype, range.Of(input));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    public Fault? Check(RowRange range, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int headerBytes)
    {
        try
        {
            return CheckJson(range, answer);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return new Fault(Comparison.WrongAnswer, $"The answer is no JSON of the protocol: {exception.Message}");
        }
    }

    private static Fault? CheckJson(RowRange range, ReadOnlySpan<byte> answer)
    {
        var seen = 0;
        var outputs = new OutputHeaders(answer);
        while (outputs.Next())
        {
            foreach (var expected in range.Set.Outputs)
            {
                if (!Ascii.Equals(outputs.Name, expected.Name))
                {
                    continue;
                }

                seen++;
                if (JsonElements.Check(expected, range, outputs.Data) is { } fault)
                {
                    return fault;
                }
            }
        }

        return seen == range.Set.Outputs.Count ? null : new Fault(Comparison.WrongAnswer, $"{range.Set.Outputs.Count - seen} outputs are missing.");
    }
}
