namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>How one column of an estimator comes from one value of a row, and from no other.</summary>
/// <param name="Source">The value, by its place among all values of a row.</param>
/// <param name="Convert">What the nodes on the way make of it, in the precision in which they do it.</param>
internal readonly record struct ColumnPath(int Source, Func<double, double> Convert)
{
    public ColumnPath Then(Func<double, double> next)
    {
        var convert = Convert;
        return this with { Convert = value => next(convert(value)) };
    }
}

/// <summary>A matrix that a graph takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Numbers">How its numbers are held.</param>
/// <param name="Sources">Its columns, by their places among all values of a row.</param>
internal sealed record GraphInput(string Name, NumberKind Numbers, IReadOnlyList<int> Sources);

/// <summary>How numbers are held, as far as it changes what is made of them.</summary>
internal enum NumberKind
{
    None,
    Float,
    Double,
    Integer,
}
