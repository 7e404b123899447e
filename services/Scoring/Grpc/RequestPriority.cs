using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Grpc;

/// <summary>The parameter <c>priority</c> of a request, as Triton reads it: the lower goes first, 0 is the default.</summary>
internal static class RequestPriority
{
    private const string Name = "priority";

    /// <exception cref="ServiceException">INPUT_INVALID: it is no whole number from 0.</exception>
    public static int Of(ModelInferRequest request)
    {
        if (!request.Parameters.TryGetValue(Name, out var parameter))
        {
            return ModelRun.DefaultPriority;
        }

        return parameter.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.Int64Param when parameter.Int64Param is >= 0 and <= int.MaxValue => OrDefault((int)parameter.Int64Param),
            InferParameter.ParameterChoiceOneofCase.Uint64Param when parameter.Uint64Param <= int.MaxValue => OrDefault((int)parameter.Uint64Param),
            _ => throw ServiceException.FromFaults(
                ErrorReason.InputInvalid, "The request does not fit the model", [new Fault($"parameters.{Name}", $"must be a whole number from 0 to {int.MaxValue}")]),
        };
    }

    private static int OrDefault(int priority) => priority == 0 ? ModelRun.DefaultPriority : priority;
}
