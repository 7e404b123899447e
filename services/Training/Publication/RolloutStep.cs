using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Jobs;
using Grpc.Core;

namespace FedMl.Training.Publication;

/// <summary>Has a registered version stand for what its template's policy says. What is so already is left alone.</summary>
internal sealed class RolloutStep(ModelsService.ModelsServiceClient models, SteeringService.SteeringServiceClient steering)
{
    private const string Champion = "champion";
    private const string By = "training";
    private const int Whole = 100;

    /// <exception cref="ServiceException">Those of Models; MODEL_NOT_READY until it offers the version.</exception>
    public async Task<JobDecision> RollOutAsync(Job job, string version, CancellationToken cancellationToken)
    {
        var (model, policy) = (job.Request.Template.Model, job.Request.Template.Rollout);
        var subject = $"rollout {policy.Kind.ToString().ToLowerInvariant()}";
        try
        {
            if (policy.Kind == RolloutKind.Manual)
            {
                return Decision(subject, "a person decides what the version stands for");
            }

            if (await ProblemAsync(model, version, cancellationToken) is { } problem)
            {
                return new JobDecision(subject, false, $"the registry does not offer the version: {problem}", new Dictionary<string, double>());
            }

            var champion = await ChampionAsync(model, cancellationToken);
            if (policy.Kind == RolloutKind.Direct)
            {
                if (champion != version)
                {
                    await steering.SetAliasAsync(new SetAliasRequest { Model = model, Alias = Champion, Version = version, By = By, Why = $"job {job.Id}" }, cancellationToken: cancellationToken);
                }

                return Decision(subject, $"the version is the champion; before it was {(champion is null || champion == version ? "none other" : $"version {champion}")}");
            }

            if (champion is null || champion == version)
            {
                return Decision(subject, "there is no other champion beside which it could stand, so nothing was set");
            }

            await SetAsync(model, RolloutOf(policy, champion, version), job.Id, cancellationToken);
            return Decision(
                subject, policy.Kind == RolloutKind.Shadow ? $"it is compared with version {champion}, which answers" : $"it answers beside version {champion}",
                policy.Kind == RolloutKind.Canary ? ("weight", policy.Weight) : null);
        }
        catch (RpcException exception)
        {
            throw RpcErrors.FromRpcException(exception, TrainingRoom.Models);
        }
    }

    private static Rollout RolloutOf(RolloutPolicy policy, string champion, string version) => policy.Kind == RolloutKind.Shadow
        ? new Rollout { Weights = { new VersionWeight { Version = champion, Weight = Whole } }, Shadow = version }
        : new Rollout { Weights = { new VersionWeight { Version = champion, Weight = Whole - policy.Weight }, new VersionWeight { Version = version, Weight = policy.Weight } } };

    private async Task SetAsync(string model, Rollout rollout, string job, CancellationToken cancellationToken)
    {
        try
        {
            var now = (await steering.GetRolloutAsync(new GetRolloutRequest { Model = model }, cancellationToken: cancellationToken)).Rollout;
            if (now.Weights.Equals(rollout.Weights) && now.Shadow == rollout.Shadow)
            {
                return;
            }
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
        }

        await steering.SetRolloutAsync(new SetRolloutRequest { Model = model, Rollout = rollout, By = By, Why = $"job {job}" }, cancellationToken: cancellationToken);
    }

    private async Task<string?> ChampionAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            return (await models.ResolveAliasAsync(new ResolveAliasRequest { Model = model, Alias = Champion }, cancellationToken: cancellationToken)).Version;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    // A version is offered a moment after it was registered: when its files are still and hashed.
    private async Task<string?> ProblemAsync(string model, string version, CancellationToken cancellationToken)
    {
        ModelVersion? found = null;
        try
        {
            found = (await models.GetModelVersionAsync(new GetModelVersionRequest { Model = model, Version = version }, cancellationToken: cancellationToken)).ModelVersion;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
        }

        return found switch
        {
            { Problem.Length: > 0 } => found.Problem,
            { Digest.Length: > 0 } => null,
            _ => throw new ServiceException(ErrorReason.ModelNotReady, $"Version {version} of model {model} is not offered yet."),
        };
    }

    private static JobDecision Decision(string subject, string why, (string Name, double Value)? number = null) =>
        new(subject, true, why, number is { } n ? new Dictionary<string, double> { [n.Name] = n.Value } : new Dictionary<string, double>());
}
