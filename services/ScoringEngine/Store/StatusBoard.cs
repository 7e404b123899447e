using System.Collections.Concurrent;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Runtime;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.ScoringEngine.Store;

/// <summary>How far each version is, for people and for the gateway.</summary>
public sealed class StatusBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Model, string Version), ModelStatus> statuses = new();

    private readonly ConcurrentDictionary<ModelKey, GraphReport> graphs = new();

    /// <summary>Copies of all statuses of one model, or of all; unordered.</summary>
    public IReadOnlyList<ModelStatus> List(string model) =>
        [.. statuses.Where(s => model.Length == 0 || s.Key.Model == model).Select(s => CopyOf(s.Value))];

    /// <summary>Tells what the graph of an artifact asks of the runtime.</summary>
    internal void Describe(ModelKey key, GraphReport graph) => graphs[key] = graph;

    /// <summary>Tells what of it the runtime cannot run.</summary>
    internal void Refuse(ModelKey key, IEnumerable<string> unsupported)
    {
        if (graphs.TryGetValue(key, out var graph))
        {
            graphs[key] = new GraphReport(graph) { Unsupported = { unsupported } };
        }
    }

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

        foreach (var key in graphs.Keys.Where(key => Find(key.Model, key.Version)?.Digest != key.Digest))
        {
            graphs.TryRemove(key, out _);
        }
    }

    private ModelStatus CopyOf(ModelStatus status)
    {
        var copy = status.Clone();
        copy.Graph = graphs.GetValueOrDefault(new ModelKey(status.Model, status.Version, status.Digest))?.Clone();
        return copy;
    }
}
