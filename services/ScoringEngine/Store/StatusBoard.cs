using System.Collections.Concurrent;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.ScoringEngine.Store;

/// <summary>How far each version is, for people and for the gateway.</summary>
public sealed class StatusBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Model, string Version), ModelStatus> statuses = new();

    /// <summary>Copies of all statuses of one model, or of all; unordered.</summary>
    public IReadOnlyList<ModelStatus> List(string model) =>
        [.. statuses.Where(s => model.Length == 0 || s.Key.Model == model).Select(s => s.Value.Clone())];

    internal ModelStatus? Find(string model, string version) => statuses.GetValueOrDefault((model, version));

    internal void Set(string model, string version, string digest, ModelState state, ErrorReason reason = ErrorReason.Unspecified, string message = "")
    {
        if (Find(model, version) is { } before && before.State == state && before.Digest == digest && before.Reason == reason && before.Message == message)
        {
            return;
        }

        statuses[(model, version)] = new ModelStatus
        {
            Model = model,
            Version = version,
            Digest = digest,
            State = state,
            Reason = reason,
            Message = message,
            Since = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
        };
    }

    internal void Keep(IReadOnlySet<(string Model, string Version)> published)
    {
        foreach (var key in statuses.Keys.Where(key => !published.Contains(key)))
        {
            statuses.TryRemove(key, out _);
        }
    }
}
