using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Runs a model before anyone waits for it: with its sample rows, whose answers must be the golden ones, else with zeros.
/// </summary>
internal sealed class WarmUp(IOptions<EngineOptions> options, ILogger<WarmUp> logger)
{
    // The first run allocates, the second is as fast as any.
    private const int Rounds = 2;

    /// <exception cref="ServiceException">MODEL_LOAD_FAILED: it does not end, does not run, or gives other answers than told.</exception>
    public async Task RunAsync(LoadedModel model, Samples? samples, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.WarmUpSeconds));
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await Task.Run(() => Run(model, samples, limit.Token), limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, $"A warm-up run did not end within {options.Value.WarmUpSeconds} s.");
        }
    }

    private void Run(LoadedModel model, Samples? samples, CancellationToken cancellationToken)
    {
        if (samples is { RowCount: > 0 })
        {
            RunSamples(model, samples, cancellationToken);
        }
        else
        {
            RunZeros(model, cancellationToken);
        }
    }

    private static void RunSamples(LoadedModel model, Samples samples, CancellationToken cancellationToken)
    {
        var sources = samples.SourcesOf(model.Signature);
        int[] rows = [.. Enumerable.Range(0, samples.RowCount)];
        using var run = TensorFill.NewRun(model, sources, rows, [.. model.Signature.Outputs.Select(o => o.Signature.Onnx).Distinct(StringComparer.Ordinal)]);
        Execute(run, cancellationToken);
        PredictionColumn[] predictions = [.. model.Signature.Outputs.Select(o => PredictionReader.Read(o, run.Outputs.First(t => t.Name == o.Signature.Onnx), rows, rows.Length))];
        var faults = GoldenAnswers.Compare(samples, predictions);
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.ModelLoadFailed, "The model gives other answers than its samples tell", faults);
        }
    }

    private void RunZeros(LoadedModel model, CancellationToken cancellationToken)
    {
        TensorHeader[] headers = [.. model.Inputs.Select(i => new TensorHeader(i.Name, i.Datatype, [.. i.Shape.Select(d => d < 0 ? 1 : d)]))];
        using var run = model.NewRun(headers, [.. model.Outputs.Select(o => o.Name)]);
        for (var i = 0; i < headers.Length; i++)
        {
            if (headers[i].Datatype != Datatype.BYTES)
            {
                run.Input(i).Clear();
            }
        }

        try
        {
            run.Execute(cancellationToken);
        }
        catch (ServiceException exception) when (exception.Reason != ErrorReason.ModelOutOfMemory)
        {
            // Zeros may be no fair input for this model, so this tells nothing against it.
            logger.ZerosRefused(exception, model.Key.Model, model.Key.Version);
        }
    }

    private static void Execute(ModelRun run, CancellationToken cancellationToken)
    {
        try
        {
            run.Execute(cancellationToken);
        }
        catch (ServiceException exception) when (exception.Reason != ErrorReason.ModelOutOfMemory)
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, "The model fails on its own samples.", null, exception);
        }
    }
}
