using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Signatures;

/// <summary>A signature that fits its graph.</summary>
public sealed class BoundSignature
{
    private readonly Dictionary<string, int> columnByName = new(StringComparer.Ordinal);

    internal BoundSignature(IReadOnlyList<BoundColumn> columns, IReadOnlyList<BoundOutput> outputs, IReadOnlyList<TensorSpec> tensors)
    {
        Columns = columns;
        Outputs = outputs;
        Tensors = tensors;
        Features = [.. columns.Select(c => c.Feature).OfType<string>().Distinct(StringComparer.Ordinal)];
        for (var i = 0; i < columns.Count; i++)
        {
            columnByName[columns[i].Name] = i;
        }
    }

    /// <summary>All values a row, in the order declared.</summary>
    public IReadOnlyList<BoundColumn> Columns { get; }

    public IReadOnlyList<BoundOutput> Outputs { get; }

    /// <summary>The graph's inputs.</summary>
    public IReadOnlyList<TensorSpec> Tensors { get; }

    /// <summary>The feature references of all columns, each once.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Index of the column that a record calls so; -1: there is none.</summary>
    public int IndexOf(string name) => columnByName.TryGetValue(name, out var index) ? index : -1;
}

/// <summary>One value a row and its place in the tensors.</summary>
public sealed class BoundColumn
{
    internal BoundColumn(SignatureColumn column, Datatype datatype, int tensor, int offset, int stride)
    {
        Name = column.Name;
        Feature = column.Feature;
        Missing = column.Missing;
        Datatype = datatype;
        Tensor = tensor;
        Offset = offset;
        Stride = stride;
        DefaultText = column.Default;
        DefaultValue = ValueWriter.TryParse(datatype, column.Default ?? "", out var value) ? value : default;
    }

    public string Name { get; }

    /// <summary>Feature reference; null: the caller sends it.</summary>
    public string? Feature { get; }

    public Missing Missing { get; }

    public Datatype Datatype { get; }

    internal int Tensor { get; }

    internal int Offset { get; }

    internal int Stride { get; }

    internal string? DefaultText { get; }

    internal ScalarValue DefaultValue { get; }

    internal string? PolicyFault() => Missing switch
    {
        Missing.Default when ValueWriter.WhyNot(Datatype, DefaultText ?? "") is { } why => $"default '{DefaultText}' {why}",
        Missing.Pass when !Datatype.IsFloat() && Datatype != Datatype.BYTES => $"missing cannot be pass: {Datatype.Name()} has no value for it",
        _ => null,
    };
}

/// <summary>One output and its tensor.</summary>
/// <param name="Signature">What the signature says of it.</param>
/// <param name="Datatype">The tensor's datatype.</param>
public sealed record BoundOutput(SignatureOutput Signature, Datatype Datatype)
{
    public string Name => Signature.Name;
}
