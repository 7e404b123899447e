using System.Text;
using FedMl.Protos.Onnx;
using FedMl.SampleTrainer.Recipes;

namespace FedMl.SampleTrainer.Artifacts;

/// <summary>signature.yaml: which feature goes into which input, and what the outputs are called.</summary>
internal static class SignatureFile
{
    public static byte[] Write(Recipe recipe, IReadOnlyList<string> classes)
    {
        var text = new StringBuilder("inputs:\n");
        if (recipe.Matrix is not null)
        {
            text.Append($"  - name: {recipe.Matrix}\n    columns:\n");
        }

        var indent = recipe.Matrix is null ? "  " : "      ";
        foreach (var feature in recipe.Features)
        {
            text.Append($"{indent}- {{ name: {feature}, feature: \"{recipe.FeatureView}:{feature}\", missing: reject }}\n");
        }

        // Labels come from the data: quoted as JSON, which is YAML, a class called "no" stays a string.
        var quoted = string.Join(", ", classes.Select(JsonText.Quote));
        text.Append("outputs:\n");
        text.Append($"  - {{ name: label, onnx: {ModelProto.Label} }}\n");
        text.Append($"  - {{ name: probability, onnx: {ModelProto.Probabilities}, classes: [{quoted}] }}\n");
        text.Append($"samples: {ArtifactFolder.Samples}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
