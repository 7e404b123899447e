using System.Collections.Frozen;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Store;

/// <summary>What the data plane knows of one model at one moment.</summary>
internal sealed class ModelEntry
{
    public static ModelEntry Empty { get; } = new();

    /// <summary>The version that answers requests without one; null: none could be loaded yet.</summary>
    public LoadedModel? Default { get; init; }

    /// <summary>The version that answers in each slot of a roll-out; null: there is none, the default does.</summary>
    public LoadedModel[]? Table { get; init; }

    /// <summary>The version that sees answered requests and answers none.</summary>
    public LoadedModel? Shadow { get; init; }

    /// <summary>Loaded versions by name.</summary>
    public FrozenDictionary<string, LoadedModel> Loaded { get; init; } = FrozenDictionary<string, LoadedModel>.Empty;

    /// <summary>All published versions, oldest first.</summary>
    public IReadOnlyList<string> Published { get; init; } = [];

    /// <summary>Version by alias.</summary>
    public FrozenDictionary<string, string> Aliases { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The version that answers a request without one.</summary>
    public LoadedModel? Choose(RoutingKey key) => Table is { } table ? table[key.Slot] : Default;
}
