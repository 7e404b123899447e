using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Grpc;

/// <summary>The parameter <c>routing_key</c> of a request: requests with the same one go to the same version of a roll-out.</summary>
internal static class RoutingParameter
{
    private const string Name = "routing_key";

    /// <exception cref="ServiceException">INPUT_INVALID: it is no text, or too long.</exception>
    public static RoutingKey Of(ModelInferRequest request) => request.Parameters.GetValueOrDefault(Name) switch
    {
        null => RoutingKey.None,
        { ParameterChoiceCase: InferParameter.ParameterChoiceOneofCase.StringParam } key => RoutingKey.Of(key.StringParam, $"parameters.{Name}"),
        _ => throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", [new Fault($"parameters.{Name}", "must be a text")]),
    };
}
