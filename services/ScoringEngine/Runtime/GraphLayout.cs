using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>
/// The graph's tensors where their sizes follow from the number of rows alone, so that memory can be taken once and
/// bound: numbers or texts, all dimensions fixed but the first of some. Texts have a number, if no size.
/// </summary>
internal sealed class GraphLayout
{
    private GraphLayout(IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        Inputs = [.. inputs];
        Outputs = [.. outputs];
        InputNames = [.. inputs.Select(i => i.Name)];
        OutputNames = [.. outputs.Select(o => o.Name)];
    }

    public TensorSpec[] Inputs { get; }

    public TensorSpec[] Outputs { get; }

    public string[] InputNames { get; }

    public string[] OutputNames { get; }

    /// <summary>True where every tensor has rows, so that the rows of several requests can be put into one run.</summary>
    public bool IsRowWise => Inputs.All(i => i.HasRows) && Outputs.All(o => o.HasRows);

    /// <summary>The layout; null where a size cannot be told before the run.</summary>
    public static GraphLayout? Of(IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        var sized = inputs.Concat(outputs).All(t => (t.Datatype.Size() > 0 || t.Datatype == Datatype.BYTES) && t.RowElements >= 0);
        var rowsKnown = inputs.Any(i => i.HasRows) || !outputs.Any(o => o.HasRows);
        return sized && rowsKnown && inputs.Count > 0 ? new GraphLayout(inputs, outputs) : null;
    }

    /// <summary>Number of rows of checked headers; 1 where the graph has none.</summary>
    public int RowsOf(IReadOnlyList<TensorHeader> headers)
    {
        foreach (var header in headers)
        {
            var spec = Inputs[IndexOfInput(header.Name, 0)];
            if (spec.HasRows)
            {
                return checked((int)header.Shape[0]);
            }
        }

        return 1;
    }

    /// <summary>Place of an input in the graph; looked for at the guess first. -1: there is none.</summary>
    public int IndexOfInput(string name, int guess) =>
        guess < InputNames.Length && InputNames[guess] == name ? guess : Array.IndexOf(InputNames, name);

    /// <summary>Elements of a tensor for a number of rows.</summary>
    public static long Elements(TensorSpec spec, int rows) =>
        spec.Shape.Count == 0 ? 1 : (spec.HasRows ? rows : spec.Shape[0]) * spec.RowElements;

    /// <summary>Bytes of all numbers of one run.</summary>
    public long Bytes(int rows) => Inputs.Concat(Outputs).Sum(t => Elements(t, rows) * t.Datatype.Size());
}
