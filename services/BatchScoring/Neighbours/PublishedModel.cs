using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Neighbours;

/// <summary>Finds the version of a published model that a whole job is scored with.</summary>
internal sealed class PublishedModel(ModelsService.ModelsServiceClient models, Retry retry, TimeProvider time)
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="choice">What the specification names.</param>
    /// <param name="pinned">The version that the job began with; null: it begins now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceException">What Models answered, or MODEL_LOAD_FAILED.</exception>
    public async Task<ModelVersion> FindAsync(ModelChoice choice, string? pinned, CancellationToken cancellationToken)
    {
        var version = choice.Version.Length > 0 ? choice.Version : pinned ?? await ResolveAsync(choice, cancellationToken);
        var began = time.GetTimestamp();
        while (true)
        {
            var found = await retry.DoAsync(
                "Models", async () => await models.GetModelVersionAsync(new GetModelVersionRequest { Model = choice.Name, Version = version }, cancellationToken: cancellationToken), cancellationToken);
            if (found.ModelVersion.Problem.Length > 0)
            {
                throw new ServiceException(ErrorReason.ModelLoadFailed, found.ModelVersion.Problem);
            }

            if (found.ModelVersion.Digest.Length > 0)
            {
                return found.ModelVersion;
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw new ServiceException(ErrorReason.ModelNotReady, "Models has not read the version in time.");
            }

            // Of a registry far away only versions that are wanted are read.
            await models.PrepareModelVersionAsync(new PrepareModelVersionRequest { Model = choice.Name, Version = version }, cancellationToken: cancellationToken);
            await Task.Delay(LookPause, time, cancellationToken);
        }
    }

    private async Task<string> ResolveAsync(ModelChoice choice, CancellationToken cancellationToken) => (await retry.DoAsync(
        "Models", async () => await models.ResolveAliasAsync(new ResolveAliasRequest { Model = choice.Name, Alias = choice.Alias }, cancellationToken: cancellationToken), cancellationToken)).Version;
}
