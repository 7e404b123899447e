using System.Text.Json;
using FedMl.Models.Registry;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace FedMl.Models.AzureMl;

/// <summary>Reads MLflow's file <c>MLmodel</c>: where the ONNX file is, and whether the signature is one.</summary>
internal static class MlflowModel
{
    public const string FileName = "MLmodel";
    public const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 50;

    /// <summary>Path of the ONNX file.</summary>
    /// <exception cref="NotOfferedException">It is not YAML, has no ONNX flavour, or a broken signature.</exception>
    public static string OnnxPath(string text)
    {
        var root = Load(text);
        if (Child(root, "flavors") is not YamlMappingNode flavors)
        {
            throw new NotOfferedException($"has an {FileName} without flavors");
        }

        if (Child(flavors, "onnx") is not YamlMappingNode onnx)
        {
            var others = flavors.Children.Keys.OfType<YamlScalarNode>().Select(name => PrintableName.Of(name.Value ?? "")).Take(10);
            throw new NotOfferedException($"is an MLflow model without an onnx flavor (it has {string.Join(", ", others)}); only ONNX is served");
        }

        CheckSignature(Child(root, "signature"));
        var path = (Child(onnx, "data") as YamlScalarNode)?.Value ?? ArtifactPath.Model;
        return ArtifactPath.IsValid(path) ? path : throw new NotOfferedException($"has an {FileName} whose onnx flavor names no path");
    }

    private static void CheckSignature(YamlNode? signature)
    {
        foreach (var side in new[] { "inputs", "outputs" })
        {
            var isGood = Child(signature, side) switch
            {
                null or YamlScalarNode { Value: null or "" or "null" or "~" } => true,
                YamlScalarNode { Value: { } json } => IsListOfTypes(json),
                _ => false,
            };
            if (!isGood)
            {
                throw new NotOfferedException($"has an {FileName} whose signature's {side} are no JSON list of types");
            }
        }
    }

    private static bool IsListOfTypes(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return parsed.RootElement.ValueKind == JsonValueKind.Array
                && parsed.RootElement.EnumerateArray().All(entry =>
                    entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static YamlNode? Load(string text)
    {
        try
        {
            CheckDepth(text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count == 1 ? yaml.Documents[0].RootNode : null;
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException or ArgumentException)
        {
            throw new NotOfferedException($"has an {FileName} that is not YAML");
        }
    }

    // Loading goes down by recursion, the parser does not: a text of brackets alone must not end the process.
    private static void CheckDepth(string text)
    {
        var depth = 0;
        for (var parser = new Parser(new StringReader(text)); parser.MoveNext();)
        {
            depth += parser.Current switch { MappingStart or SequenceStart => 1, MappingEnd or SequenceEnd => -1, _ => 0 };
            if (depth > MaxDepth)
            {
                throw new InvalidOperationException("Too deep.");
            }
        }
    }
}
