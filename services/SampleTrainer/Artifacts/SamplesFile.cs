using System.Text.Json.Nodes;
using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Learning;

namespace FedMl.SampleTrainer.Artifacts;

/// <summary>samples.json: rows to warm up with and ML.NET's answers to them, which whoever scores must give too.</summary>
internal static class SamplesFile
{
    private const int Count = 8;
    private const double Tolerance = 1e-5;

    public static byte[] Write(Dataset dataset, IClassifier model)
    {
        var samples = dataset.Select(Spread(dataset));
        return JsonText.Write(new JsonObject
        {
            ["records"] = new JsonArray([.. samples.Rows.Select(row => Record(dataset, row))]),
            ["predictions"] = new JsonArray([.. model.Score(samples).Select(prediction => Answer(dataset, prediction))]),
            ["tolerance"] = Tolerance,
        });
    }

    /// <summary>Takes the classes in turn, and of each class rows that lie evenly over the file.</summary>
    private static IEnumerable<int> Spread(Dataset dataset)
    {
        var classes = dataset.Classes.Count;
        var turns = (Count + classes - 1) / classes;
        var byClass = Enumerable.Range(0, dataset.Rows.Count).ToLookup(row => dataset.Rows[row].Class);
        return Enumerable.Range(0, Count).Select(i =>
        {
            var rows = byClass[i % classes].ToList();
            return rows[i / classes * rows.Count / turns];
        });
    }

    private static JsonObject Record(Dataset dataset, DatasetRow row) =>
        new(dataset.Features.Zip(row.Values, (name, value) => KeyValuePair.Create(name, (JsonNode?)value)));

    private static JsonObject Answer(Dataset dataset, Prediction prediction) => new()
    {
        ["label"] = dataset.Classes[prediction.Class],
        ["probability"] = new JsonObject(dataset.Classes.Zip(
            prediction.Probabilities, (name, value) => KeyValuePair.Create(name, (JsonNode?)JsonText.Rounded(value)))),
    };
}
