using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine;
using FedMl.ScoringEngine.Columns;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace FedMl.BatchScoring.Scoring;

/// <summary>Scores in this process.</summary>
internal sealed class EmbeddedEngine : IChunkEngine
{
    // As many rows as the tensors of a run fit a core's second cache with; more are no faster.
    private const int RunRows = 1024;

    private readonly LoadedModel loaded;
    private readonly ColumnScorer scorer;

    private EmbeddedEngine(LoadedModel loaded, ColumnScorer scorer, IReadOnlyList<OutputShape> shapes)
    {
        this.loaded = loaded;
        this.scorer = scorer;
        Model = new ScoringModel(loaded.Key.Model, loaded.Key.Version, loaded.Key.Digest, loaded.Signature);
        Outputs = OutputColumn.Of(scorer.Outputs, shapes);
    }

    public ScoringModel Model { get; }

    public IReadOnlyList<OutputColumn> Outputs { get; }

    /// <summary>Loads the version in a folder.</summary>
    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID, MODEL_NOT_FOUND, or why the model cannot be loaded.</exception>
    public static async Task<EmbeddedEngine> LoadAsync(ModelChoice model, IReadOnlyList<string> outputs, TimeProvider time, CancellationToken cancellationToken) => await OfAsync(
        await SingleModel.LoadAsync(model.Folder, model.Name, model.Version, OptionsOf(model.Name), NullLoggerFactory.Instance, time, cancellationToken), outputs, cancellationToken);

    /// <summary>Loads a published version.</summary>
    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID, or why the model cannot be loaded.</exception>
    public static async Task<EmbeddedEngine> LoadAsync(ModelVersion version, ModelsService.ModelsServiceClient models, IReadOnlyList<string> outputs, TimeProvider time, CancellationToken cancellationToken) => await OfAsync(
        await SingleModel.LoadAsync(version, models, OptionsOf(version.Model), NullLoggerFactory.Instance, time, cancellationToken), outputs, cancellationToken);

    private static async Task<EmbeddedEngine> OfAsync(LoadedModel loaded, IReadOnlyList<string> outputs, CancellationToken cancellationToken)
    {
        try
        {
            var scorer = new ColumnScorer(loaded, Choose(loaded.Signature, outputs));
            return new EmbeddedEngine(loaded, scorer, await scorer.MeasureAsync(cancellationToken));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    public async Task<ScoredChunk> ScoreAsync(IReadOnlyList<ValueColumn?> columns, int rows, CancellationToken cancellationToken)
    {
        OutputBuffer[] buffers = [.. Outputs.Select(column => new OutputBuffer(column, rows))];
        List<RejectedRow> rejected = [];
        List<int> good = [];
        for (var first = 0; first < rows; first += RunRows)
        {
            using var scored = await scorer.ScoreAsync(columns, first, Math.Min(RunRows, rows - first), cancellationToken);
            for (var i = 0; i < buffers.Length && scored.Good.Count > 0; i++)
            {
                buffers[i].Append(scored.Output(Outputs[i].Output), scored.Good.Count);
            }

            rejected.AddRange(scored.Problems.Select(p => RejectedRow.Of(first, p)));
            foreach (var row in scored.Good)
            {
                good.Add(first + row);
            }
        }

        return new ScoredChunk(good.Count == rows ? null : [.. good], [.. buffers.Select(b => b.ToArray())], rejected);
    }

    public void Dispose() => loaded.Dispose();

    /// <summary>The outputs of a signature that are asked for; none asked for: all.</summary>
    public static IReadOnlyList<BoundOutput> Choose(BoundSignature signature, IReadOnlyList<string> outputs)
    {
        Fault[] faults = [.. outputs.Where(name => signature.Outputs.All(o => o.Name != name)).Select(name => new Fault("outputs", $"the model has no output {name}"))];
        return faults.Length > 0 ? throw ServiceException.FromFaults(ErrorReason.JobSpecificationInvalid, "The job does not fit the model", faults)
            : outputs.Count == 0 ? signature.Outputs
            : [.. outputs.Select(name => signature.Outputs.First(o => o.Name == name))];
    }

    // One kernel for all rows, whatever was measured: a job that goes on elsewhere gives the same digits.
    private static EngineOptions OptionsOf(string model)
    {
        var options = new EngineOptions { Models = { [model] = new ModelSettings { Batching = { Mode = BatchingMode.Off } } } };
        options.Kernels.Always = true;
        options.Explanations.Enabled = false;
        return options;
    }
}
