using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Signatures;

/// <summary>Holds a signature against the graph it belongs to.</summary>
internal static class SignatureBinding
{
    /// <exception cref="ServiceException">SIGNATURE_INVALID with all faults.</exception>
    public static BoundSignature Bind(Signature signature, GraphSpecs graph)
    {
        List<Fault> faults = [.. graph.Faults.Select(f => new Fault("model.onnx", f))];
        var columns = BindInputs(signature, graph, faults);
        var outputs = BindOutputs(signature, graph, faults);
        return faults.Count == 0
            ? new BoundSignature(columns, outputs, graph.Inputs)
            : throw ServiceException.FromFaults(ErrorReason.SignatureInvalid, "The signature does not fit the model", faults);
    }

    /// <summary>The signature that a graph alone implies: every value is sent by the caller.</summary>
    public static Signature Derive(GraphSpecs graph) => new(
        [.. graph.Inputs.Select(input => new SignatureInput(input.Name, DeriveColumns(input)))],
        [.. graph.Outputs.Select(output => new SignatureOutput(output.Name, output.Name, []))],
        null);

    private static SignatureColumn[] DeriveColumns(TensorSpec input) => input.RowElements <= 1
        ? [new SignatureColumn(input.Name, null, Missing.Reject, null)]
        : [.. Enumerable.Range(0, (int)Math.Min(input.RowElements, 100_000)).Select(i => new SignatureColumn($"{input.Name}[{i}]", null, Missing.Reject, null))];

    private static List<BoundColumn> BindInputs(Signature signature, GraphSpecs graph, List<Fault> faults)
    {
        List<BoundColumn> columns = [];
        foreach (var input in signature.Inputs)
        {
            var index = graph.Inputs.ToList().FindIndex(spec => spec.Name == input.Tensor);
            if (index < 0)
            {
                faults.Add(new Fault(input.Tensor, "the model has no such input"));
                continue;
            }

            var spec = graph.Inputs[index];
            if (spec.Shape.Count == 0 || (spec.RowElements >= 0 && spec.RowElements != input.Columns.Count))
            {
                faults.Add(new Fault(input.Tensor, $"the signature has {input.Columns.Count} columns, the model takes [{string.Join(',', spec.Shape)}]"));
            }

            for (var offset = 0; offset < input.Columns.Count; offset++)
            {
                var column = new BoundColumn(input.Columns[offset], spec.Datatype, index, offset, input.Columns.Count);
                if (column.PolicyFault() is { } fault)
                {
                    faults.Add(new Fault(column.Name, fault));
                }

                columns.Add(column);
            }
        }

        faults.AddRange(graph.Inputs.Where(spec => signature.Inputs.All(input => input.Tensor != spec.Name))
            .Select(spec => new Fault(spec.Name, "the model takes this input, the signature does not name it")));
        return columns;
    }

    private static List<BoundOutput> BindOutputs(Signature signature, GraphSpecs graph, List<Fault> faults)
    {
        List<BoundOutput> outputs = [];
        foreach (var output in signature.Outputs)
        {
            var spec = graph.Outputs.FirstOrDefault(o => o.Name == output.Onnx);
            if (spec is null)
            {
                faults.Add(new Fault(output.Name, $"the model has no output {output.Onnx}"));
                continue;
            }

            if (output.Classes.Count > 0 && spec.RowElements >= 0 && spec.RowElements != output.Classes.Count)
            {
                faults.Add(new Fault(output.Name, $"{output.Classes.Count} classes are named, the model answers [{string.Join(',', spec.Shape)}]"));
            }

            outputs.Add(new BoundOutput(output, spec.Datatype));
        }

        return outputs;
    }
}
