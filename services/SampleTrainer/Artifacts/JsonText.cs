using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedMl.SampleTrainer.Artifacts;

/// <summary>JSON that is the same bytes on every machine.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(JsonNode node) => [.. JsonSerializer.SerializeToUtf8Bytes(node, Options), (byte)'\n'];

    public static string Quote(string text) => JsonSerializer.Serialize(text, Options);

    /// <summary>A measured number, without the digits in which processors may differ.</summary>
    public static JsonNode Rounded(double value) => Math.Round(value, 6);
}
