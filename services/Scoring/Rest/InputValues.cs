using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Moves the values of all inputs from a request's body into the memory of a run.</summary>
internal static class InputValues
{
    /// <exception cref="ServiceException">MALFORMED_REQUEST; INPUT_INVALID with all faults.</exception>
    public static void Fill(ModelRun run, InferRequest request, RequestBody body, string model)
    {
        List<Fault> faults = [];
        var json = body.Json();
        var rest = body.Binary;
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            var header = request.Inputs[i];
            var place = request.Places[i];
            var input = new InputMemory(run, i, header, model);
            if (!place.IsBinary)
            {
                JsonValues.Fill(input, json.Slice(place.Offset, place.Length), faults);
            }
            else if (body.JsonLength is null && place.BinarySize > 0)
            {
                faults.Add(input.Fault("parameters.binary_data_size", "must specify valid 'Infer-Header-Content-Length' in request header and 'binary_data_size' when passing inputs in binary data format"));
            }
            else if (place.BinarySize > rest.Length)
            {
                faults.Add(input.Fault("parameters.binary_data_size", $"unexpected size for input '{header.Name}', expecting {place.BinarySize - rest.Length} additional bytes for model '{model}'"));
                rest = rest.Slice(rest.End);
            }
            else
            {
                BinaryValues.Fill(input, rest.Slice(0, place.BinarySize), place.IsOneText, faults);
                rest = rest.Slice(place.BinarySize);
            }
        }

        if (rest.Length > 0)
        {
            faults.Add(new Fault("", $"unexpected additional input data for model '{model}'"));
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
        }
    }
}

/// <summary>Where the values of one input go.</summary>
/// <param name="Run">The run.</param>
/// <param name="Index">The input's place in the request.</param>
/// <param name="Header">Its header, which has been checked.</param>
/// <param name="Model">The model's name, for messages.</param>
internal readonly record struct InputMemory(ModelRun Run, int Index, TensorHeader Header, string Model)
{
    /// <summary>Elements that its shape tells.</summary>
    public int Elements
    {
        get
        {
            var elements = 1L;
            foreach (var dimension in Header.Shape)
            {
                elements *= dimension;
            }

            return (int)elements;
        }
    }

    /// <summary>The run's memory; not for BYTES.</summary>
    public Span<byte> Bytes => Elements == 0 ? [] : Run.Input(Index);

    public void SetText(int element, ReadOnlySpan<byte> utf8) => Run.SetText(Index, element, utf8);

    public Fault Fault(string field, string description) => new($"inputs[{Index}].{field}", description);
}
