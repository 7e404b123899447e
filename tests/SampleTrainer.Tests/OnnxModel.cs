using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Learning;
using FedMl.SampleTrainer.Recipes;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.SampleTrainer.Tests;

/// <summary>Scores rows with ONNX Runtime as a caller would: by input and output names.</summary>
internal sealed class OnnxModel(byte[] model, Recipe recipe) : IDisposable
{
    private readonly InferenceSession session = new(model);

    public IReadOnlyList<Prediction> Score(Dataset dataset)
    {
        var inputs = Inputs(dataset.Rows);
        try
        {
            using var outputs = session.Run(new RunOptions(), inputs, ["label", "probabilities"]);
            var labels = outputs[0].GetStringTensorAsArray();
            var classes = dataset.Classes.Count;
            Assert.Equal([dataset.Rows.Count], outputs[0].GetTensorTypeAndShape().Shape);
            Assert.Equal([dataset.Rows.Count, classes], outputs[1].GetTensorTypeAndShape().Shape);
            var probabilities = outputs[1].GetTensorDataAsSpan<float>().ToArray();
            return [.. labels.Select((label, row) => new Prediction(
                dataset.Classes.ToList().IndexOf(label), probabilities[(row * classes)..((row + 1) * classes)]))];
        }
        finally
        {
            foreach (var input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    public void Dispose() => session.Dispose();

    private Dictionary<string, OrtValue> Inputs(IReadOnlyList<DatasetRow> rows) => recipe.Matrix is { } matrix
        ? new() { [matrix] = Tensor([.. rows.SelectMany(row => row.Floats)], rows.Count, recipe.Features.Count) }
        : recipe.Features.Index().ToDictionary(
            feature => feature.Item, feature => Tensor([.. rows.Select(row => row.Floats[feature.Index])], rows.Count, 1));

    private static OrtValue Tensor(float[] values, long rows, long columns) =>
        OrtValue.CreateTensorValueFromMemory(values, [rows, columns]);
}
