using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.Scoring.Classification;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Grpc;

/// <summary>The parameter <c>classification</c> of the outputs that a request asks for.</summary>
internal static class RequestClasses
{
    /// <summary>Classes asked for of each output, in the order of the request; 0: its values.</summary>
    /// <exception cref="ServiceException">INPUT_INVALID with all that are no whole number from 0.</exception>
    public static long[] Of(ModelInferRequest request)
    {
        List<Fault> faults = [];
        var counts = new long[request.Outputs.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            if (!request.Outputs[i].Parameters.TryGetValue(Classes.Parameter, out var parameter))
            {
                continue;
            }

            counts[i] = parameter.ParameterChoiceCase switch
            {
                InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
                InferParameter.ParameterChoiceOneofCase.Uint64Param when parameter.Uint64Param <= long.MaxValue => (long)parameter.Uint64Param,
                _ => -1,
            };
            if (counts[i] < 0)
            {
                faults.Add(new Fault($"outputs[{i}].parameters.{Classes.Parameter}", "must be a whole number from 0"));
            }
        }

        return faults.Count == 0 ? counts : throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
    }
}
