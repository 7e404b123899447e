using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>
/// A body without any JSON, as a header length of zero tells: all of it is the one input of the model, whose shape
/// follows from the number of bytes. All outputs are answered binary.
/// </summary>
internal static class RawRequest
{
    /// <exception cref="ServiceException">INPUT_INVALID: the model's inputs do not let the shape be told.</exception>
    public static InferRequest Of(LoadedModel model, long size)
    {
        if (model.Inputs.Count != 1)
        {
            throw Refusal($"a raw binary request is for models with one input, '{model.Key.Model}' has {model.Inputs.Count}");
        }

        var spec = model.Inputs[0];
        var request = new InferRequest { BinaryOutputs = true };
        request.Inputs.Add(new TensorHeader(spec.Name, spec.Datatype, ShapeOf(spec, model.Key.Model, size)));
        request.Places.Add(new InputPlace(-1, 0, size, spec.Datatype == Datatype.BYTES));
        return request;
    }

    private static long[] ShapeOf(TensorSpec spec, string model, long size)
    {
        // One row, unless the rows are all that is free.
        long[] shape = [.. spec.Shape];
        if (spec.HasRows && shape.Count(d => d < 0) > 1)
        {
            shape[0] = 1;
        }

        var free = Array.FindIndex(shape, d => d < 0);
        if (Array.FindLastIndex(shape, d => d < 0) != free)
        {
            throw Refusal($"a raw binary request cannot tell the shape of input '{spec.Name}' for model '{model}', which has several free dimensions");
        }

        if (free >= 0)
        {
            var elements = spec.Datatype == Datatype.BYTES ? 1 : size / spec.Datatype.Size();
            shape[free] = elements / Math.Max(1, shape.Where(d => d > 0).Aggregate(1L, (product, d) => product * d));
        }

        return spec.Datatype != Datatype.BYTES || shape.All(d => d == 1)
            ? shape
            : throw Refusal($"a raw binary request carries one text, input '{spec.Name}' for model '{model}' takes [{string.Join(',', spec.Shape)}]");
    }

    private static ServiceException Refusal(string why) =>
        ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", [new Fault("", why)]);
}
