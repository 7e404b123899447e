using System.Collections.Concurrent;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>What is counted of the roll-outs that are steps of a plan; each step begins at nothing.</summary>
internal sealed class RolloutMeasures
{
    private readonly string replica = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, StepMeasure> steps = new(StringComparer.Ordinal);

    /// <summary>The counts so far, one report a model.</summary>
    public IEnumerable<ReportMeasurementsRequest> Reports => steps.Select(step => new ReportMeasurementsRequest
    {
        Replica = replica,
        Model = step.Key,
        Change = step.Value.Change,
        Versions = { step.Value.Versions.Values.Select(v => v.ToMessage()) },
    });

    /// <summary>Lets the versions of a roll-out count, or count no longer. One caller at a time.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="rollout">The roll-out; null: there is none.</param>
    /// <param name="loaded">Versions of the model that are loaded.</param>
    public void Follow(string model, Rollout? rollout, IEnumerable<LoadedModel> loaded)
    {
        StepMeasure? step = null;
        if (rollout is { Planned: true })
        {
            step = steps.GetValueOrDefault(model) is { } before && before.Change == rollout.Change ? before : new StepMeasure(rollout.Change);
            steps[model] = step;
        }
        else
        {
            steps.TryRemove(model, out _);
        }

        var versions = RolloutTable.VersionsOf(rollout).ToHashSet(StringComparer.Ordinal);
        foreach (var version in loaded)
        {
            version.Counters.Measure = step is not null && versions.Contains(version.Key.Version)
                ? step.Versions.GetOrAdd(version.Key.Version, name => new VersionMeasure(name, version.Outputs))
                : null;
        }
    }

    /// <summary>Forgets models that are no longer published.</summary>
    public void Keep(IReadOnlyDictionary<string, Model> models)
    {
        foreach (var gone in steps.Keys.Where(name => !models.ContainsKey(name)))
        {
            steps.TryRemove(gone, out _);
        }
    }

    private sealed class StepMeasure(int change)
    {
        public int Change { get; } = change;

        public ConcurrentDictionary<string, VersionMeasure> Versions { get; } = new(StringComparer.Ordinal);
    }
}
