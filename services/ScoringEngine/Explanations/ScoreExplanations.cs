using System.Threading.RateLimiting;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>Explains scores to those who ask for it, within limits, so that scoring goes on beside it.</summary>
public sealed class ScoreExplanations(IOptions<EngineOptions> options) : IDisposable
{
    private readonly ExplanationOptions limits = options.Value.Explanations;

    private readonly ConcurrencyLimiter places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.Explanations.MaxConcurrency is > 0 and var set ? set : Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = options.Value.Explanations.MaxWaiting,
    });

    /// <summary>Refuses what cannot be explained before anything is done for it.</summary>
    /// <exception cref="ServiceException">EXPLANATION_UNAVAILABLE or ROW_COUNT_OUT_OF_RANGE.</exception>
    internal void Check(LoadedModel model, int rows)
    {
        if (model.Explainability.Explainer is not { } explainer)
        {
            throw new ServiceException(ErrorReason.ExplanationUnavailable, $"The scores of this model cannot be explained, because {model.Explainability.WhyNot}.");
        }

        var most = limits.MaxRowsOf(explainer);
        if (rows > most)
        {
            throw new ServiceException(ErrorReason.RowCountOutOfRange, $"A request that asks for an explanation has 1 to {most} rows for this model, this one has {rows}.");
        }
    }

    /// <summary>Explains rows that have been checked, when it is their turn.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">One column for each of the signature's; null: not there.</param>
    /// <param name="rows">The rows that were scored, ascending.</param>
    /// <param name="rowCount">All rows of the request.</param>
    /// <param name="cancellationToken">Ends it soon.</param>
    /// <exception cref="ServiceException">OVERLOADED.</exception>
    internal async Task<Explanation> ExplainAsync(LoadedModel model, Column?[] sources, int[] rows, int rowCount, CancellationToken cancellationToken)
    {
        using var place = await places.AcquireAsync(1, cancellationToken);
        if (!place.IsAcquired)
        {
            throw new ServiceException(ErrorReason.Overloaded, "Too many explanations are being made.");
        }

        SpareThreads.Add(1);
        try
        {
            return Explain(model, sources, rows, rowCount, cancellationToken);
        }
        finally
        {
            SpareThreads.Add(-1);
        }
    }

    public void Dispose() => places.Dispose();

    private static Explanation Explain(LoadedModel model, Column?[] sources, int[] rows, int rowCount, CancellationToken cancellationToken)
    {
        var explainer = model.Explainability.Explainer!;
        var message = new ExplanationMessage(model.Signature, explainer, rowCount);
        foreach (var (row, explained) in rows.Zip(explainer.Explain(ValuesOf(model.Signature, sources, rows), cancellationToken)))
        {
            message.Set(row, explained);
        }

        return message.Build();
    }

    private static IEnumerable<double[]> ValuesOf(BoundSignature signature, Column?[] sources, int[] rows)
    {
        foreach (var row in rows)
        {
            var values = new double[signature.Columns.Count];
            RowValues.Read(signature, sources, row, values);
            yield return values;
        }
    }
}
