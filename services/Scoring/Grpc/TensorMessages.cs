using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.Scoring.Grpc;

/// <summary>Input tensors of the protocol's messages to the memory of a run.</summary>
internal static class TensorMessages
{
    /// <summary>Headers of all inputs.</summary>
    /// <exception cref="ServiceException">INPUT_INVALID with all unknown datatypes.</exception>
    public static TensorHeader[] HeadersOf(ModelInferRequest request)
    {
        List<Fault> faults = [];
        var headers = new TensorHeader[request.Inputs.Count];
        for (var i = 0; i < headers.Length; i++)
        {
            var input = request.Inputs[i];
            if (!Datatypes.TryParse(input.Datatype, out var datatype))
            {
                faults.Add(new Fault($"inputs[{i}].datatype", "is no datatype of the protocol"));
            }

            headers[i] = new TensorHeader(input.Name, datatype, [.. input.Shape]);
        }

        return faults.Count == 0 ? headers : throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
    }

    /// <summary>Checks that every input has its contents, once, and as many as its shape tells.</summary>
    public static void CheckContents(ModelInferRequest request, TensorHeader[] headers, string model)
    {
        List<Fault> faults = [];
        var raw = request.RawInputContents;
        if (raw.Count > 0 && raw.Count != headers.Length)
        {
            faults.Add(new Fault("raw_input_contents", $"the number of inputs ({headers.Length}) does not match the expected number of raw input contents ({raw.Count}) for model '{model}'."));
        }

        for (var i = 0; i < headers.Length; i++)
        {
            var input = request.Inputs[i];
            var hasContents = input.Contents is not null && InputContents.CountAll(input.Contents) > 0;
            if (raw.Count > 0 && hasContents)
            {
                faults.Add(new Fault($"inputs[{i}].contents", $"contents field must not be specified when using raw_input_contents for '{input.Name}' for model '{model}'"));
            }
            else if (raw.Count > i)
            {
                CheckRaw(raw[i].Span, headers[i], i, model, faults);
            }
            else if (raw.Count == 0)
            {
                CheckTyped(input, headers[i], i, model, faults);
            }
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
        }
    }

    /// <summary>Copies contents that have been checked.</summary>
    public static void Fill(ModelRun run, ModelInferRequest request, TensorHeader[] headers)
    {
        for (var i = 0; i < headers.Length; i++)
        {
            if (request.RawInputContents.Count == 0)
            {
                InputContents.Fill(run, i, headers[i], request.Inputs[i].Contents);
            }
            else if (headers[i].Datatype == Datatype.BYTES)
            {
                RawTexts.Fill(run, i, request.RawInputContents[i].Span);
            }
            else
            {
                request.RawInputContents[i].Span.CopyTo(run.Input(i));
            }
        }
    }

    private static void CheckRaw(ReadOnlySpan<byte> bytes, TensorHeader header, int index, string model, List<Fault> faults)
    {
        var elements = Elements(header.Shape);
        if (header.Datatype == Datatype.BYTES)
        {
            if (RawTexts.Count(bytes) is var count && count != elements)
            {
                faults.Add(new Fault($"raw_input_contents[{index}]", count < 0
                    ? $"the texts of input '{header.Name}' for model '{model}' are cut off"
                    : $"unexpected number of string elements {count} for inference input '{header.Name}', expecting {elements}"));
            }
        }
        else if (bytes.Length != elements * header.Datatype.Size())
        {
            faults.Add(new Fault($"raw_input_contents[{index}]", $"input byte size mismatch for input '{header.Name}' for model '{model}'. Expected {elements * header.Datatype.Size()}, got {bytes.Length}"));
        }
        else if (header.Datatype == Datatype.BOOL && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            faults.Add(new Fault($"raw_input_contents[{index}]", $"input '{header.Name}' for model '{model}' has a BOOL that is neither 0 nor 1"));
        }
    }

    private static void CheckTyped(InputTensor input, TensorHeader header, int index, string model, List<Fault> faults)
    {
        var field = $"inputs[{index}].contents";
        var elements = Elements(header.Shape);
        if (header.Datatype is Datatype.FP16 or Datatype.BF16)
        {
            faults.Add(new Fault(field, $"{header.Datatype.Name()} has no typed contents: send it as raw_input_contents"));
            return;
        }

        var right = input.Contents is null ? 0 : InputContents.Count(input.Contents, header.Datatype);
        var all = input.Contents is null ? 0 : InputContents.CountAll(input.Contents);
        if (all != right)
        {
            faults.Add(new Fault(field, $"unexpected explicit tensor data for input tensor '{header.Name}' for model '{model}': the values are in the field of another datatype than '{header.Datatype.Name()}'"));
        }
        else if (right != elements)
        {
            faults.Add(new Fault(field, $"unexpected number of values {right} for input '{header.Name}' for model '{model}', the shape [{string.Join(',', header.Shape)}] has {elements}"));
        }
        else if (right > 0 && InputContents.OutOfRange(input.Contents!, header.Datatype))
        {
            faults.Add(new Fault(field, $"a value of input '{header.Name}' for model '{model}' does not fit {header.Datatype.Name()}"));
        }
    }

    private static long Elements(long[] shape) => shape.Aggregate(1L, (product, dimension) => product * dimension);
}
