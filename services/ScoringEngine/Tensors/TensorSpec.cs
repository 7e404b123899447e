namespace FedMl.ScoringEngine.Tensors;

/// <summary>One tensor that a graph takes or gives.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Datatype">Its datatype.</param>
/// <param name="Shape">Its shape; -1 where a dimension is free.</param>
public sealed record TensorSpec(string Name, Datatype Datatype, IReadOnlyList<long> Shape)
{
    /// <summary>Elements of one row: the product of all dimensions but the first; -1 where one of them is free.</summary>
    public long RowElements { get; } = Shape.Skip(1).Aggregate(1L, (product, dimension) => product < 0 || dimension < 0 ? -1 : product * dimension);

    /// <summary>True where the first dimension is free, so that it can count rows.</summary>
    public bool HasRows => Shape.Count > 0 && Shape[0] < 0;
}

/// <summary>One tensor of a request, without its contents.</summary>
public readonly record struct TensorHeader(string Name, Datatype Datatype, long[] Shape);
