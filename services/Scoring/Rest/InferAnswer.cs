using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>
/// The answer to a request: JSON, and behind it the bytes of binary outputs. It is written in full before any of it
/// is sent, so that a slow reader holds neither a run nor a model.
/// </summary>
/// <param name="maxBytes">Bytes of one answer.</param>
internal sealed class InferAnswer(int maxBytes) : IDisposable
{
    // What is handed to the connection at once; it takes more only when the reader has taken this.
    private const int ChunkBytes = 64 * 1024;

    [ThreadStatic]
    private static Utf8JsonWriter? cachedWriter;

    private readonly PooledBuffer buffer = new(maxBytes);
    private int jsonLength;

    /// <summary>Writes it. The outputs may be disposed thereafter.</summary>
    /// <exception cref="ServiceException">RESPONSE_TOO_LARGE.</exception>
    public void Write(ModelKey model, InferRequest request, IReadOnlyList<OutputTensor> outputs)
    {
        var writer = cachedWriter ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.Reset(buffer);
        WriteHeader(writer, model, request, outputs);
        writer.Flush();
        buffer.EnsureFits(0);
        jsonLength = buffer.Length;
        for (var i = 0; i < outputs.Count; i++)
        {
            if (request.IsBinary(i))
            {
                buffer.EnsureFits(outputs[i].Bytes.Length);
                outputs[i].Bytes.CopyTo(buffer.GetSpan(outputs[i].Bytes.Length));
                buffer.Advance(outputs[i].Bytes.Length);
            }
        }
    }

    public async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var hasBytes = buffer.Length > jsonLength;
        response.ContentType = hasBytes ? "application/octet-stream" : "application/json";
        response.ContentLength = buffer.Length;
        if (hasBytes)
        {
            response.Headers[RequestBody.JsonLengthHeader] = jsonLength.ToString(CultureInfo.InvariantCulture);
        }

        for (var sent = 0; sent < buffer.Length; sent += ChunkBytes)
        {
            await response.BodyWriter.WriteAsync(buffer.Written.Slice(sent, Math.Min(ChunkBytes, buffer.Length - sent)), cancellationToken);
        }
    }

    public void Dispose() => buffer.Dispose();

    private static void WriteHeader(Utf8JsonWriter writer, ModelKey model, InferRequest request, IReadOnlyList<OutputTensor> outputs)
    {
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, model.Model);
        writer.WriteString("model_version"u8, model.Version);
        if (request.Id is not null)
        {
            writer.WriteString("id"u8, request.Id);
        }

        writer.WriteStartArray("outputs"u8);
        for (var i = 0; i < outputs.Count; i++)
        {
            WriteOutput(writer, outputs[i], request.IsBinary(i));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter writer, OutputTensor output, bool binary)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, output.Name);
        writer.WriteString("datatype"u8, output.Datatype.Name());
        writer.WriteStartArray("shape"u8);
        foreach (var dimension in output.Shape)
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        if (binary)
        {
            writer.WriteStartObject("parameters"u8);
            writer.WriteNumber("binary_data_size"u8, output.Bytes.Length);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("data"u8);
            JsonData.Write(writer, output);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
