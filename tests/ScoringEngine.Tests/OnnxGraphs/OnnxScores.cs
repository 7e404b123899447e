using FedMl.ScoringEngine.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

/// <summary>What ONNX Runtime makes of rows: the judge of our own reading.</summary>
internal sealed class OnnxScores : IDisposable
{
    private readonly InferenceSession session;
    private readonly bool doubles;

    public OnnxScores(byte[] graph)
    {
        OnnxEnvironment.Ensure(1);
        using var options = OnnxEnvironment.NewSessionOptions();
        session = new InferenceSession(graph, options);
        doubles = session.InputMetadata["x"].ElementType == typeof(double);
    }

    /// <summary>The output `scores` of rows of the input `x`.</summary>
    public double[][] Of(IReadOnlyList<double[]> rows)
    {
        double[] all = [.. rows.SelectMany(r => r)];
        long[] shape = [rows.Count, rows[0].Length];
        using var x = doubles
            ? OrtValue.CreateTensorValueFromMemory(all, shape)
            : OrtValue.CreateTensorValueFromMemory(all.Select(v => (float)v).ToArray(), shape);
        using var outputs = session.Run(new RunOptions(), new Dictionary<string, OrtValue> { ["x"] = x }, ["scores"]);
        var scores = session.OutputMetadata["scores"].ElementType == typeof(double)
            ? outputs[0].GetTensorDataAsSpan<double>().ToArray()
            : [.. outputs[0].GetTensorDataAsSpan<float>().ToArray().Select(v => (double)v)];
        return [.. scores.Chunk(scores.Length / rows.Count)];
    }

    public void Dispose() => session.Dispose();
}
