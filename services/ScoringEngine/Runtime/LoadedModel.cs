using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Statistics;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>One model version, ready to score. Counts its uses, so that it is disposed only when nobody uses it.</summary>
public sealed class LoadedModel : IDisposable
{
    // The count of uses with this bit set: no new use may begin.
    private const int Closed = 1 << 30;

    private readonly IReadOnlyList<IDisposable> belongings;
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int uses;

    internal LoadedModel(ModelKey key, ModelRuns runs, GraphSpecs graph, BoundSignature signature, IReadOnlyList<IDisposable> belongings, TimeProvider time)
    {
        Key = key;
        Runs = runs;
        this.belongings = belongings;
        Inputs = graph.Inputs;
        Outputs = graph.Outputs;
        WidestOutputRow = Outputs.Where(o => o.HasRows).Select(o => o.RowElements).Append(1).Max();
        Signature = signature;
        Stages = StageTimes.Of(key.Model);
        Counters = new ModelCounters(time);
    }

    public ModelKey Key { get; }

    /// <summary>The graph's inputs.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>The graph's outputs.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>Most elements that one row has in an output, as far as the graph tells.</summary>
    internal long WidestOutputRow { get; }

    public BoundSignature Signature { get; }

    internal ModelRuns Runs { get; }

    /// <summary>What it takes of the memory that models may have; null: it is not counted.</summary>
    internal MemoryShare? Memory { get; init; }

    /// <summary>Bytes of its sessions and of the tensors of its runs; 0: not counted.</summary>
    public long MemoryBytes => Memory?.Bytes ?? 0;

    /// <summary>How it is run.</summary>
    public Serving Serving => Serving.Of(Runs);

    internal StageTimes Stages { get; }

    /// <summary>Sees its answered requests; null: nobody does. Set when the models that are loaded are published.</summary>
    internal volatile ShadowLink? Shadow;

    /// <summary>What its requests cost.</summary>
    public ModelCounters Counters { get; }

    /// <summary>What explains its scores. Set before the model is published.</summary>
    internal Explainability Explainability { get; set; } = Explainability.NoSamples;

    /// <summary>Makes a run whose inputs are to be filled. Headers must have been checked.</summary>
    public ModelRun NewRun(IReadOnlyList<TensorHeader> inputs, IReadOnlyList<string> outputs) => Runs.NewRun(inputs, outputs);

    /// <summary>
    /// Makes a pooled run for so many rows, which must be within the limits: inputs in the order of the graph, all
    /// outputs. Null where this model's runs are not pooled.
    /// </summary>
    public ModelRun? TryNewRun(int rows) => Runs.TryRent(rows);

    internal bool TryBeginUse()
    {
        var seen = Volatile.Read(ref uses);
        while ((seen & Closed) == 0)
        {
            var before = Interlocked.CompareExchange(ref uses, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    internal void EndUse()
    {
        if (Interlocked.Decrement(ref uses) == Closed)
        {
            drained.TrySetResult();
        }
    }

    /// <summary>Lets no new use begin; completes when the last one has ended.</summary>
    internal Task CloseAsync()
    {
        if (Interlocked.Or(ref uses, Closed) == 0)
        {
            drained.TrySetResult();
        }

        return drained.Task;
    }

    public void Dispose()
    {
        Runs.Dispose();
        foreach (var belonging in belongings)
        {
            belonging.Dispose();
        }

        Memory?.Dispose();
    }
}

/// <summary>Names one published artifact.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Digest of its artifact.</param>
public sealed record ModelKey(string Model, string Version, string Digest);

/// <summary>The right to use a model until disposed.</summary>
public readonly struct ModelUse : IDisposable, IEquatable<ModelUse>
{
    internal ModelUse(LoadedModel model) => Model = model;

    public LoadedModel Model { get; }

    public void Dispose() => Model.EndUse();

    public bool Equals(ModelUse other) => ReferenceEquals(Model, other.Model);

    public override bool Equals(object? obj) => obj is ModelUse other && Equals(other);

    public override int GetHashCode() => Model.GetHashCode();

    public static bool operator ==(ModelUse left, ModelUse right) => left.Equals(right);

    public static bool operator !=(ModelUse left, ModelUse right) => !left.Equals(right);
}
