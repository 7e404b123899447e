using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Reads a graph as a program of our own steps: all of it, or none.</summary>
internal static class RowProgramReader
{
    /// <param name="graph">The graph.</param>
    /// <param name="layout">Its inputs and outputs.</param>
    /// <param name="maxNodes">Most nodes on all ways through all trees.</param>
    /// <exception cref="UnreadableGraphException">It has something that is not known; the message says what.</exception>
    public static RowProgram Read(OnnxGraph graph, GraphLayout layout, int maxNodes)
    {
        if (!layout.IsRowWise)
        {
            throw new UnreadableGraphException("not every input and output has rows");
        }

        if (!graph.Nodes.Any(Operators.IsTrees))
        {
            throw new UnreadableGraphException("it has no trees");
        }

        var program = new ProgramBuilder(graph, maxNodes);
        int[] inputs = [.. layout.Inputs.Select(input => NewSlot(program, input))];
        foreach (var (slot, input) in inputs.Zip(layout.Inputs))
        {
            program.Set(input.Name, new ProgramValue(slot));
        }

        foreach (var node in graph.Nodes)
        {
            NodeSteps.Add(program, node);
        }

        HashSet<int> taken = [.. inputs];
        int[] outputs = [.. layout.Outputs.Select(output => OutputOf(program, output, taken))];
        return new RowProgram(program.Slots, program.Steps, inputs, outputs, program.Thresholds);
    }

    private static int NewSlot(ProgramBuilder program, TensorSpec spec) => spec.Datatype is Datatype.FP32 or Datatype.FP64 or Datatype.INT64
        ? program.NewSlot(spec.Datatype, (int)Math.Min(spec.RowElements, int.MaxValue))
        : throw TypedSteps.Unknown(spec.Datatype);

    // Each output is a tensor of its own, and none is an input.
    private static int OutputOf(ProgramBuilder program, TensorSpec output, HashSet<int> taken)
    {
        var value = program.Get(output.Name);
        if (value.Labels is { } labels)
        {
            var texts = program.NewSlot(Datatype.BYTES, 1);
            program.Add(new Steps.TextLabelStep(value.Slot, labels, texts));
            return Fits(output, Datatype.BYTES, 1) ? texts : throw Other(output);
        }

        var kind = program.Slots[value.Slot];
        if (!Fits(output, kind.Datatype, kind.Width))
        {
            throw Other(output);
        }

        if (taken.Add(value.Slot))
        {
            return value.Slot;
        }

        var copy = program.NewSlot(kind.Datatype, kind.Width);
        program.Add(TypedSteps.Concat(kind.Datatype, [(value.Slot, kind.Width)], copy));
        return copy;
    }

    private static bool Fits(TensorSpec output, Datatype datatype, int width) => output.Datatype == datatype && output.RowElements == width;

    private static UnreadableGraphException Other(TensorSpec output) => new($"its output {output.Name} has another size or datatype than its nodes make");
}
