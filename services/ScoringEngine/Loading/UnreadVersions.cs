using System.Collections.Concurrent;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Runtime;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Versions that should be loaded but that Models has not read yet, because their registry is far away: it is asked to,
/// and the watch tells when it has.
/// </summary>
internal sealed class UnreadVersions(ModelsService.ModelsServiceClient models, TimeProvider time, ILogger<UnreadVersions> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ModelKey, long> asked = new();

    public static bool Includes(ModelVersion version) => version.Digest.Length == 0 && version.Problem.Length == 0;

    /// <summary>Asks for a version, unless that was done a moment ago.</summary>
    public void Ask(ModelVersion version, CancellationToken cancellationToken)
    {
        var key = LoadPlan.KeyOf(version);
        if (!asked.TryGetValue(key, out var before) || time.GetElapsedTime(before) >= Pause)
        {
            asked[key] = time.GetTimestamp();
            _ = AskAsync(version, cancellationToken);
        }
    }

    /// <summary>Forgets versions that are no longer published.</summary>
    public void Forget(Predicate<ModelKey> gone)
    {
        foreach (var key in asked.Keys.Where(key => gone(key)))
        {
            asked.TryRemove(key, out _);
        }
    }

    private async Task AskAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        try
        {
            var request = new PrepareModelVersionRequest { Model = version.Model, Version = version.Version };
            await models.PrepareModelVersionAsync(request, deadline: (time.GetUtcNow() + Timeout).UtcDateTime, cancellationToken: cancellationToken);
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.NotPrepared(version.Model, version.Version, exception.StatusCode);
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            // The host stops.
        }
    }
}
