using System.Runtime.InteropServices;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Kernels.Building;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Tests.Kernels;

/// <summary>A graph run by our own kernel and by ONNX Runtime.</summary>
internal sealed class Judged : IDisposable
{
    private readonly TestModel model;
    private readonly RowProgram program;

    public Judged(byte[] graph, int maxNodes = 1_000_000)
    {
        model = new TestModel(graph, kernels: false);
        try
        {
            program = RowProgramReader.Read(OnnxGraph.Parse(graph), GraphLayout.Of(model.Model.Inputs, model.Model.Outputs)!, maxNodes);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public IReadOnlyList<double[]> Thresholds => program.Thresholds;

    /// <summary>What the judge at load says.</summary>
    public string? FirstDifference(int rows, int seed = 1) => new KernelJudge(model.Model.Runs, program, rows, seed).FirstDifference(CancellationToken.None);

    /// <summary>What an output of FP32 is for rows of the one input, by both.</summary>
    public (float[] Theirs, float[] Ours) Answers(int output, int rows, params float[] values)
    {
        using var run = model.Model.Runs.TryRent(rows)!;
        MemoryMarshal.AsBytes<float>(values).CopyTo(run.Input(0));
        return (Run(null), Run(new Kernel(program, true, true, true)));

        float[] Run(Kernel? kernel)
        {
            model.Model.Runs.Kernel = kernel;
            run.Execute(CancellationToken.None);
            return MemoryMarshal.Cast<byte, float>(run.Results[output].Bytes).ToArray();
        }
    }

    public void Dispose() => model.Dispose();
}
