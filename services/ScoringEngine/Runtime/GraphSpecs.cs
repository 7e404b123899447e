using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>The tensors that a session takes and gives, as the protocol describes them.</summary>
internal sealed class GraphSpecs
{
    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    public required IReadOnlyList<TensorSpec> Outputs { get; init; }

    /// <summary>What keeps the graph from being scored; empty: nothing.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public static GraphSpecs Of(InferenceSession session)
    {
        List<string> faults = [];
        return new GraphSpecs
        {
            Inputs = [.. session.InputNames.Select(name => InputSpec(name, session.InputMetadata[name], faults))],
            Outputs = [.. session.OutputNames.Select(name => OutputSpec(name, session.OutputMetadata[name], faults))],
            Faults = faults,
        };
    }

    private static TensorSpec InputSpec(string name, NodeMetadata node, List<string> faults)
    {
        if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            faults.Add($"input {name} is no tensor");
            return new TensorSpec(name, Datatype.Unknown, []);
        }

        return TensorSpecOf(name, "input", node, faults);
    }

    private static TensorSpec OutputSpec(string name, NodeMetadata node, List<string> faults) => node.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR => TensorSpecOf(name, "output", node, faults),
        // Classifiers of other exporters answer one map of class to probability a row; we answer them as a matrix.
        OnnxValueType.ONNX_TYPE_SEQUENCE when node.AsSequenceMetadata().ElementMeta.OnnxValueType == OnnxValueType.ONNX_TYPE_MAP => new TensorSpec(name, Datatype.FP32, [-1, -1]),
        _ => Refuse(name, faults),
    };

    private static TensorSpec Refuse(string name, List<string> faults)
    {
        faults.Add($"output {name} is neither a tensor nor a sequence of maps");
        return new TensorSpec(name, Datatype.Unknown, []);
    }

    private static TensorSpec TensorSpecOf(string name, string role, NodeMetadata node, List<string> faults)
    {
        var datatype = Datatypes.FromOnnx(node.ElementDataType);
        if (datatype == Datatype.Unknown)
        {
            faults.Add($"{role} {name} has the datatype {node.ElementDataType}, which the protocol lacks");
        }

        return new TensorSpec(name, datatype, [.. node.Dimensions.Select(d => d < 0 ? -1L : d)]);
    }
}
