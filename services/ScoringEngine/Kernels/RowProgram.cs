using FedMl.ScoringEngine.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>A graph as steps of our own, in the place of ONNX Runtime's kernels. Thread-safe.</summary>
/// <param name="slots">All values.</param>
/// <param name="steps">In order.</param>
/// <param name="inputs">Slot of each input of the graph.</param>
/// <param name="outputs">Slot of each output of the graph.</param>
/// <param name="thresholds">What trees compare each of their columns with.</param>
internal sealed class RowProgram(IReadOnlyList<Slot> slots, IReadOnlyList<Step> steps, IReadOnlyList<int> inputs, IReadOnlyList<int> outputs, IReadOnlyList<double[]> thresholds)
{
    /// <summary>What trees compare each of their columns with.</summary>
    public IReadOnlyList<double[]> Thresholds => thresholds;

    private readonly Step[] steps = [.. steps];

    /// <summary>Makes what one run at a time works in.</summary>
    public Frame NewFrame(BoundRun run)
    {
        var frame = new Frame(slots);
        for (var i = 0; i < run.Inputs.Length; i++)
        {
            frame.Put(inputs[i], run.Inputs[i]);
        }

        for (var i = 0; i < run.Results.Length; i++)
        {
            frame.Put(outputs[i], run.Results[i]);
        }

        return frame;
    }

    /// <summary>Runs all rows.</summary>
    /// <returns>False: it was ended before the last row.</returns>
    public bool Run(Frame frame, int rows, RunOptions options)
    {
        for (var row = 0; row < rows; row += Frame.MaxRows)
        {
            if (options.Terminate)
            {
                return false;
            }

            frame.MoveTo(row, Math.Min(Frame.MaxRows, rows - row));
            foreach (var step in steps)
            {
                step.Run(frame);
            }
        }

        return true;
    }
}
