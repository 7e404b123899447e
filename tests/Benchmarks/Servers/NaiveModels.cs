using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FedMl.Benchmarks.Servers;

/// <summary>One session for each model of a folder, used as ONNX Runtime's own examples do.</summary>
internal sealed class NaiveModels(string folder) : IDisposable
{
    private readonly Dictionary<string, InferenceSession> sessions = Directory.GetDirectories(folder)
        .ToDictionary(d => Path.GetFileName(d), d => new InferenceSession(Path.Combine(d, "1", "model.onnx")));

    public float[] Score(string model, int rows, float[] features)
    {
        var input = new DenseTensor<float>(features, [rows, features.Length / rows]);
        using var results = sessions[model].Run([NamedOnnxValue.CreateFromTensor("x", input)]);
        return [.. results[0].AsEnumerable<float>()];
    }

    public void Dispose()
    {
        foreach (var session in sessions.Values)
        {
            session.Dispose();
        }
    }
}
