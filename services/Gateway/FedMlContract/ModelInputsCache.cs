using System.Collections.Concurrent;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Grants;
using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.FedMlContract;

/// <summary>
/// Remembers the inputs of each model's default version for a short time. Only models that Scoring knows get
/// in, so what clients make up cannot fill it. What one tenant was told is not told another.
/// </summary>
internal sealed class ModelInputsCache(ScoringService.ScoringServiceClient scoring, IOptions<GatewayOptions> options, TimeProvider time, CurrentCaller caller)
{
    private readonly ConcurrentDictionary<(string Tenant, string Model), (ModelInputs Inputs, long Asked)> entries = [];
    private readonly TimeSpan timeToLive = TimeSpan.FromSeconds(options.Value.SignatureCacheSeconds);

    public async Task<ModelInputs> GetAsync(string model, CallOptions call)
    {
        if (entries.TryGetValue((caller.Tenant, model), out var entry) && time.GetElapsedTime(entry.Asked) < timeToLive)
        {
            return entry.Inputs;
        }

        var asked = time.GetTimestamp();
        var request = new ListModelStatusesRequest { Model = model };
        var answer = await Neighbours.AnswerOf(Neighbours.Scoring, scoring.ListModelStatusesAsync(request, call));
        var inputs = DefaultOf(model, answer.Statuses);
        entries[(caller.Tenant, model)] = (inputs, asked);
        return inputs;
    }

    public void Forget(string model) => entries.TryRemove((caller.Tenant, model), out _);

    private static ModelInputs DefaultOf(string model, RepeatedField<ModelStatus> statuses)
    {
        var ready = statuses.FirstOrDefault(s => s is { IsDefault: true, State: ModelState.Ready } && s.Inputs.Count > 0 && s.Outputs.Count > 0);
        if (ready is not null)
        {
            return new ModelInputs(ready.Version, [.. ready.Inputs.Select(i => i.Name)], ready.Outputs[0].Name);
        }

        if (statuses.Count == 0)
        {
            throw new ServiceException(ErrorReason.ModelNotFound, $"No model {model} is published.");
        }

        throw statuses.All(s => s.State == ModelState.Failed)
            ? new ServiceException(ErrorReason.ModelLoadFailed, $"No version of model {model} could be loaded.")
            : new ServiceException(ErrorReason.ModelNotReady, $"No version of model {model} is loaded yet.");
    }
}
