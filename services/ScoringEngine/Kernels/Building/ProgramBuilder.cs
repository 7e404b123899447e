using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>A program in the making.</summary>
internal sealed class ProgramBuilder(OnnxGraph graph, int maxNodes)
{
    private const int MaxWidth = 100_000;

    private readonly List<Slot> slots = [];
    private readonly List<Step> steps = [];
    private readonly Dictionary<string, ProgramValue> values = new(StringComparer.Ordinal);

    public IReadOnlyList<Slot> Slots => slots;

    public IReadOnlyList<Step> Steps => steps;

    /// <summary>Most nodes on all ways through all trees.</summary>
    public int MaxNodes => maxNodes;

    /// <summary>What trees compare each of their columns with.</summary>
    public IReadOnlyList<double[]> Thresholds { get; private set; } = [];

    /// <summary>Makes a slot.</summary>
    /// <exception cref="UnreadableGraphException">It is too wide.</exception>
    public int NewSlot(Datatype datatype, int width)
    {
        if (width is < 1 or > MaxWidth)
        {
            throw new UnreadableGraphException($"a value of it has {width} columns");
        }

        slots.Add(new Slot(datatype, width));
        return slots.Count - 1;
    }

    public void Add(Step step) => steps.Add(step);

    /// <summary>Notes what trees compare with.</summary>
    public void Note(TreeEnsemble trees)
    {
        var columns = trees.Nodes.Where(n => !n.IsLeaf).ToLookup(n => n.Column, n => n.Threshold);
        Thresholds = [.. Enumerable.Range(0, trees.Columns).Select(column => columns[column].Distinct().ToArray())];
    }

    /// <summary>Says what a name stands for.</summary>
    public void Set(string name, ProgramValue value)
    {
        if (name.Length > 0)
        {
            values[name] = value;
        }
    }

    /// <exception cref="UnreadableGraphException">It stands for a constant or nothing.</exception>
    public ProgramValue Get(string name) => values.TryGetValue(name, out var value)
        ? value
        : throw new UnreadableGraphException("a node of it works on a constant");

    /// <summary>The slot of a value of numbers.</summary>
    /// <exception cref="UnreadableGraphException">It is none.</exception>
    public (int Slot, Slot Kind) Numbers(string name)
    {
        var value = Get(name);
        return value.Labels is null ? (value.Slot, slots[value.Slot]) : throw new UnreadableGraphException("a node of it works on texts");
    }

    /// <summary>A constant of the graph; null: it is none.</summary>
    public TensorProto? ConstantOf(string name) => graph.ConstantOf(name);
}
