using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Extensions;

/// <summary>
/// Memory shared with a client is not read: it would let a caller point this process at memory that others write.
/// </summary>
internal static class SharedMemory
{
    /// <summary>Parameter by which an input or output says that its values are in shared memory.</summary>
    public const string RegionParameter = "shared_memory_region";

    private const string Why = "Shared memory is not supported: a request's tensors travel in its message";

    /// <summary>The answer to every call about shared memory.</summary>
    public static ServiceException Refusal() => new(ErrorReason.NotSupported, Why + ".");

    /// <summary>Refuses tensors that are said to be in shared memory.</summary>
    /// <param name="fields">The tensors' places in the request, such as <c>inputs[0]</c>; none passes.</param>
    /// <exception cref="ServiceException">NOT_SUPPORTED with all of them.</exception>
    public static void Refuse(IReadOnlyList<string> fields)
    {
        if (fields.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.NotSupported, Why, [.. fields.Select(field => new Fault($"{field}.parameters.{RegionParameter}", "is not supported"))]);
        }
    }

    /// <exception cref="ServiceException">NOT_SUPPORTED with all tensors that are said to be in shared memory.</exception>
    public static void Refuse(ModelInferRequest request)
    {
        List<string>? found = null;
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            if (request.Inputs[i].Parameters.ContainsKey(RegionParameter))
            {
                (found ??= []).Add($"inputs[{i}]");
            }
        }

        for (var i = 0; i < request.Outputs.Count; i++)
        {
            if (request.Outputs[i].Parameters.ContainsKey(RegionParameter))
            {
                (found ??= []).Add($"outputs[{i}]");
            }
        }

        Refuse(found ?? []);
    }
}
