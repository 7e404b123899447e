using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Grpc;

/// <summary>The parameter <c>priority</c> of a request, whatever the transport, as Triton reads it: the lower goes first, 0 is the default.</summary>
internal static class RequestPriority
{
    private const string Name = "priority";

    /// <summary>What it must be.</summary>
    public static readonly string Range = $"must be a whole number from 0 to {int.MaxValue}";

    /// <exception cref="ServiceException">INPUT_INVALID: it is no whole number from 0.</exception>
    public static int Of(ModelInferRequest request) =>
        request.Parameters.ContainsKey(Name) && !HasNumber(request, out _)
            ? throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", [new Fault($"parameters.{Name}", Range)])
            : Asked(request) ?? ModelRun.DefaultPriority;

    /// <summary>Null where there is none, or 0, or it is no such number.</summary>
    public static int? Asked(ModelInferRequest request) => HasNumber(request, out var priority) && priority > 0 ? priority : null;

    private static bool HasNumber(ModelInferRequest request, out int priority)
    {
        var found = request.Parameters.GetValueOrDefault(Name);
        var number = found?.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.Int64Param => found.Int64Param,
            InferParameter.ParameterChoiceOneofCase.Uint64Param when found.Uint64Param <= int.MaxValue => (long)found.Uint64Param,
            _ => -1,
        };
        priority = (int)Math.Clamp(number, 0, int.MaxValue);
        return number is >= 0 and <= int.MaxValue;
    }

    public static int OrDefault(int priority) => priority == 0 ? ModelRun.DefaultPriority : priority;
}
