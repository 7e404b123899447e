using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Columns;

/// <summary>The signature of a model that another process runs.</summary>
public static class ColumnSignature
{
    /// <param name="yaml">Text of its <c>signature.yaml</c>; null: it has none.</param>
    /// <param name="inputs">The graph's inputs.</param>
    /// <param name="outputs">The graph's outputs.</param>
    /// <exception cref="ServiceException">SIGNATURE_INVALID.</exception>
    public static BoundSignature Bind(string? yaml, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        var graph = new GraphSpecs { Inputs = inputs, Outputs = outputs, Faults = [] };
        return SignatureBinding.Bind(yaml is null ? SignatureBinding.Derive(graph) : SignatureReader.Read(yaml), graph);
    }
}
