using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>Makes the explainer of a model when it is loaded.</summary>
internal sealed class ExplainerFactory(IOptions<EngineOptions> options, ILogger<ExplainerFactory> logger)
{
    /// <param name="model">The model, not yet published.</param>
    /// <param name="samples">Its samples, which fit its signature; null: none.</param>
    /// <param name="file">Its ONNX file.</param>
    public Explainability Create(LoadedModel model, Samples? samples, GraphFile file)
    {
        var limits = options.Value.Explanations;
        if (!limits.Enabled)
        {
            return Explainability.TurnedOff;
        }

        if (samples is not { RowCount: > 0 })
        {
            return Explainability.NoSamples;
        }

        try
        {
            var graph = ScoredGraph.Read(
                file.Parse(limits.MaxGraphBytes) ?? throw new UnreadableGraphException($"its graph is larger than {limits.MaxGraphBytes} bytes"),
                InputsOf(model.Signature),
                limits.MaxNodes);
            var explainer = new Explainer(graph, model.Signature.Columns.Count, BackgroundOf(model.Signature, samples, Math.Min(limits.MaxSamples, limits.MaxComparisons)));
            return limits.MaxRowsOf(explainer) > 0
                ? new Explainability(explainer, "")
                : throw new UnreadableGraphException($"a row has more than {limits.MaxContributions} contributions");
        }
        catch (UnreadableGraphException exception)
        {
            logger.ModelNotExplained(model.Key.Model, model.Key.Version, exception.Message);
            return Explainability.Not(exception.Message);
        }
    }

    private static GraphInput[] InputsOf(BoundSignature signature) =>
    [
        .. signature.Tensors.Select((tensor, index) => new GraphInput(
            tensor.Name,
            tensor.Shape.Count == 2 ? NumbersOf(tensor.Datatype) : NumberKind.None,
            [.. signature.Columns.Index().Where(c => c.Item.Tensor == index).OrderBy(c => c.Item.Offset).Select(c => c.Index)])),
    ];

    private static NumberKind NumbersOf(Datatype datatype) => datatype switch
    {
        Datatype.BYTES or Datatype.Unknown => NumberKind.None,
        Datatype.FP64 => NumberKind.Double,
        _ when datatype.IsFloat() => NumberKind.Float,
        _ => NumberKind.Integer,
    };

    // Evenly spread, because samples are often sorted by class.
    private static double[][] BackgroundOf(BoundSignature signature, Samples samples, int limit)
    {
        var sources = samples.SourcesOf(signature);
        var count = Math.Min(samples.RowCount, limit);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var values = new double[signature.Columns.Count];
                RowValues.Read(signature, sources, (int)((long)i * samples.RowCount / count), values);
                return values;
            }),
        ];
    }
}
