namespace FedMl.Benchmarks.Requests;

/// <summary>What a model takes.</summary>
/// <param name="Name">Name in the protocol.</param>
/// <param name="Datatype">Datatype of the protocol.</param>
/// <param name="Shape">Shape; -1 where it is free.</param>
internal sealed record InputSpec(string Name, string Datatype, IReadOnlyList<long> Shape)
{
    /// <summary>Random rows for the input.</summary>
    /// <exception cref="LoadException">The input is none that rows can be made for.</exception>
    public RowTensor RandomRows(int rows, Random random)
    {
        if (ElementType.SizeOf(Datatype) == 0)
        {
            throw new LoadException($"Input {Name} is {Datatype}; rows can be made for datatypes of fixed size only.");
        }

        if (Shape.Count == 0 || Shape[0] >= 0 || Shape.Skip(1).Any(d => d < 0))
        {
            throw new LoadException($"Input {Name} has the shape [{string.Join(',', Shape)}]; the first dimension and no other must be free (-1).");
        }

        long[] rowShape = [.. Shape.Skip(1)];
        return new RowTensor(Name, Datatype, rowShape, Requests.RandomRows.Make(Datatype, rowShape.Aggregate((long)rows, (product, size) => product * size), random));
    }
}
