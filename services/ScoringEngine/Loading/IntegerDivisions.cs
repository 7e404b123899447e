using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Finds integer divisions at which a request's values end the process: ONNX Runtime 1.31 looks for a divisor of zero,
/// but the least integer divided by -1 makes the processor trap. Such a Div or Mod has a dividend that may be the least
/// integer, and a divisor that may be -1: both are what a request sends, mostly. Constants, shapes and what has gone
/// through Abs cannot; a type that is not told by the graph or by what operators keep is no integer here.
/// </summary>
internal sealed class IntegerDivisions
{
    // Outputs have the type of the first input, and its values or fewer.
    private static readonly HashSet<string> Movers = new(StringComparer.Ordinal)
    {
        "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Transpose", "Gather", "GatherElements", "GatherND", "Slice", "Split", "Expand", "Tile", "Compress", "TopK", "ReduceMax", "ReduceMin",
    };

    // Outputs have the type of the first input (of Where: of the last), and are made of all.
    private static readonly HashSet<string> Makers = new(StringComparer.Ordinal)
    {
        "Add", "Sub", "Mul", "Div", "Mod", "Sum", "Min", "Max", "Concat", "Where", "Neg", "Clip", "Pow", "CumSum", "ReduceSum", "ReduceProd", "ReduceMean", "Pad", "Sign", "Relu",
    };

    // Functions that call functions multiply; a model that takes more looks than this, or calls deeper, is not trusted.
    private const int MaxLooks = 1_000_000;
    private const int MaxCalls = 40;

    private readonly Dictionary<(string Domain, string Name), FunctionSketch> functions = [];
    private int looks;
    private int calls;

    private IntegerDivisions(ModelSketch model) => model.Functions.ForEach(function => functions[(function.Domain, function.Name)] = function);

    /// <summary>Whether there is one.</summary>
    public static bool AreIn(ModelSketch model) => new IntegerDivisions(model).Any(model.Graph, new Scope(model.Graph, null));

    private bool Any(GraphSketch graph, Scope scope) => graph.Nodes.Exists(node => IsFatal(node, scope));

    // Looks at a node and notes what it makes.
    private bool IsFatal(NodeSketch node, Scope scope)
    {
        if (++looks > MaxLooks || IsFatalDivision(node, scope) || node.Graphs.Exists(graph => Any(graph, new Scope(graph, scope))))
        {
            return true;
        }

        if (functions.TryGetValue((node.Domain, node.Operator), out var function))
        {
            return IsFatalCall(node, function, scope);
        }

        var made = Made(node, scope);
        node.Outputs.ForEach(output => scope.Add(output, made));
        return false;
    }

    // What a function's inputs may be is told by the call.
    private bool IsFatalCall(NodeSketch node, FunctionSketch function, Scope scope)
    {
        var inner = new Scope(function.Body, null);
        foreach (var (name, given) in function.Inputs.Zip(node.Inputs))
        {
            inner.Add(name, scope.Find(given));
        }

        if (++calls > MaxCalls || Any(function.Body, inner))
        {
            return true;
        }

        calls--;
        foreach (var (name, made) in node.Outputs.Zip(function.Outputs))
        {
            scope.Add(name, inner.Find(made));
        }

        return false;
    }

    private static bool IsFatalDivision(NodeSketch node, Scope scope) =>
        node.Operator is "Div" or "Mod" && node.Inputs.Count == 2 && scope.Find(node.Inputs[0]) is var dividend && scope.Find(node.Inputs[1]) is var divisor
        && (dividend.Type is ConstantSketch.Int32 or ConstantSketch.Int64 || divisor.Type is ConstantSketch.Int32 or ConstantSketch.Int64)
        && dividend.MayHoldLeast && divisor.MayHoldMinusOne;

    private static ConstantSketch Made(NodeSketch node, Scope scope)
    {
        ConstantSketch[] inputs = [.. node.Inputs.Where(i => i.Length > 0).Select(scope.Find)];
        return node.Operator switch
        {
            "Constant" => node.Constant ?? Scope.Unknown,
            "Shape" or "Size" => new ConstantSketch(ConstantSketch.Int64, false, false),
            _ when inputs.Length == 0 => Scope.Unknown,
            "Cast" => inputs[0] with { Type = node.CastTo },
            "Abs" => inputs[0] with { MayHoldMinusOne = false },
            var op when Movers.Contains(op) => inputs[0],
            var op when Makers.Contains(op) => new ConstantSketch(inputs[op == "Where" ? ^1 : 0].Type, inputs.Any(i => i.MayHoldMinusOne), inputs.Any(i => i.MayHoldLeast)),
            _ => Scope.Unknown,
        };
    }

    // Tensors that a node may take: its graph's, and those of the graphs around it.
    private sealed class Scope(GraphSketch graph, Scope? outer)
    {
        private readonly Dictionary<string, ConstantSketch> made = new(StringComparer.Ordinal);

        /// <summary>Any value of no known type.</summary>
        public static ConstantSketch Unknown { get; } = new(0, true, true);

        public void Add(string name, ConstantSketch tensor) => made[name] = tensor.Type == 0 ? tensor with { Type = graph.Types.GetValueOrDefault(name) } : tensor;

        public ConstantSketch Find(string name) =>
            made.TryGetValue(name, out var known) || graph.Constants.TryGetValue(name, out known) ? known
            : graph.Types.TryGetValue(name, out var type) ? Unknown with { Type = type }
            : outer?.Find(name) ?? Unknown;
    }
}
