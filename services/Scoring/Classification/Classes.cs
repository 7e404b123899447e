using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Classification;

/// <summary>The classification extension: an output as its best classes, whatever the transport.</summary>
internal static class Classes
{
    /// <summary>Parameter of an output that asks for it: how many classes; 0 asks for none.</summary>
    public const string Parameter = "classification";

    /// <summary>Refuses outputs whose values cannot be put in an order.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outputs">Names of outputs that the model has.</param>
    /// <param name="counts">Classes asked for of each.</param>
    /// <exception cref="ServiceException">INPUT_INVALID with all of them.</exception>
    public static void Check(LoadedModel model, IReadOnlyList<string> outputs, Func<int, long> counts)
    {
        List<Fault>? faults = null;
        for (var i = 0; i < outputs.Count; i++)
        {
            if (counts(i) > 0 && SpecOf(model, outputs[i]).Datatype is Datatype.BYTES or Datatype.BOOL)
            {
                (faults ??= []).Add(new Fault($"outputs[{i}].parameters.{Parameter}", $"class result not available for output due to unsupported type '{SpecOf(model, outputs[i]).Datatype.Name()}'"));
            }
        }

        if (faults is not null)
        {
            throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
        }
    }

    /// <summary>The outputs with those that are asked for as classes in that form; the same list where there are none.</summary>
    public static IReadOnlyList<OutputTensor> Apply(LoadedModel model, IReadOnlyList<OutputTensor> outputs, Func<int, long> counts)
    {
        OutputTensor[]? changed = null;
        for (var i = 0; i < outputs.Count; i++)
        {
            if (counts(i) > 0)
            {
                changed ??= [.. outputs];
                changed[i] = ClassOutput.Of(outputs[i], counts(i), SpecOf(model, outputs[i].Name).HasRows, LabelsOf(model, outputs[i]));
            }
        }

        return changed ?? outputs;
    }

    private static TensorSpec SpecOf(LoadedModel model, string output) => model.Outputs.First(o => o.Name == output);

    private static IReadOnlyList<string> LabelsOf(LoadedModel model, OutputTensor output)
    {
        var named = model.Signature.Outputs.FirstOrDefault(o => o.Signature.Onnx == output.Name)?.Signature.Classes;
        return named is { Count: > 0 } ? named : output.Classes ?? [];
    }
}
