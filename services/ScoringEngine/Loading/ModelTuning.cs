using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Decides at load how a model runs on this machine: pooled over bound memory where its sizes allow it, in a session
/// for each core where a run is short, and in batches where a measurement says that they pay.
/// </summary>
internal sealed class ModelTuning(KernelFactory kernels, IOptions<EngineOptions> options, ILogger<ModelTuning> logger)
{
    // Below this, threads that share a session slow each other down more than a second session costs in memory.
    private static readonly TimeSpan ShortRun = TimeSpan.FromMicroseconds(30);

    // Below this, the line's own work eats what a batch saves.
    private static readonly TimeSpan WorthBatching = TimeSpan.FromMicroseconds(50);

    // Below this, waking another core takes what it saves.
    private static readonly TimeSpan WorthThreads = TimeSpan.FromMicroseconds(100);

    private const double SpreadGain = 0.8;

    private const long MaxReplicaBytes = 64 * 1024 * 1024;
    private const int SomeRows = 8;
    private const int PlacesOfShortRuns = 8;
    private const double BatchGain = 0.7;

    /// <param name="model">The model, warmed up, not yet published.</param>
    /// <param name="sessions">Makes more sessions of it.</param>
    /// <param name="file">Its ONNX file.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public void Tune(LoadedModel model, SessionMaker sessions, GraphFile file, CancellationToken cancellationToken)
    {
        var settings = options.Value.For(model.Key.Model);
        var line = new LineSettings(PlacesOf(settings, null), settings.MaxWaiting, null);
        var runs = model.Runs;
        if (GraphLayout.Of(model.Inputs, model.Outputs) is { } layout && SizesHold(runs, layout, cancellationToken))
        {
            runs.Bind(layout, []);
            kernels.Give(model.Key, runs, layout, file, model.Memory, cancellationToken);
            var costs = new RunCosts(runs);
            var one = costs.Measure(1, cancellationToken);
            line = line with { MaxConcurrency = PlacesOf(settings, one), Batch = BatchOf(settings.Batching, layout, costs, one, cancellationToken) };
            var replicas = ReplicasOf(settings, one, sessions.Graph.FileBytes);
            if (replicas > 1 && settings.Replicas == 0 && runs.Kernel is { IsAlwaysUsed: true })
            {
                // Our own kernel needs no session; the one that is there is for what it does not take.
                runs.BindShared(layout, replicas);
            }
            else if (replicas > 1)
            {
                runs.Bind(layout, More(sessions.Make, replicas - 1, required: settings.Replicas > 0));
            }

            if (settings.SpreadAlone && options.Value.Threads == 1 && runs.Kernel is null && one >= WorthThreads && sessions.Graph.FileBytes <= MaxReplicaBytes)
            {
                Spread(runs, sessions, costs, one.Value, cancellationToken);
            }

            logger.ModelTuned(model.Key.Model, model.Key.Version, one?.TotalMicroseconds ?? 0, runs.Replicas, line.Batch is not null);
        }

        runs.Line.Settings = line;
        if (runs.Cache is not null && !runs.Caches)
        {
            logger.NotCached(model.Key.Model, model.Key.Version);
        }
    }

    // The threads of the environment are one a run, by default: what many callers at once do best with.
    private static void Spread(ModelRuns runs, SessionMaker sessions, RunCosts costs, TimeSpan one, CancellationToken cancellationToken)
    {
        if (Environment.ProcessorCount == 1 || More(() => sessions.Make(Environment.ProcessorCount), 1, required: false) is not [var wide])
        {
            return;
        }

        runs.Wide = wide;
        if (costs.Measure(1, cancellationToken) is not { } spread || spread > one * SpreadGain)
        {
            runs.Wide = null;
            wide.Dispose();
        }
    }

    // Waiting for the end of a short run takes longer than the run: the system's own turns are enough for these.
    private static int PlacesOf(ModelSettings settings, TimeSpan? one) =>
        settings.MaxConcurrency > 0 ? settings.MaxConcurrency : Environment.ProcessorCount * (one < ShortRun ? PlacesOfShortRuns : 1);

    private static int ReplicasOf(ModelSettings settings, TimeSpan? one, long sizeBytes) =>
        settings.Replicas > 0 ? settings.Replicas
        : one < ShortRun && sizeBytes <= MaxReplicaBytes ? Environment.ProcessorCount
        : 1;

    // More sessions are a matter of speed: where memory ends, the model does with fewer, unless it was told how many.
    private static InferenceSession[] More(Func<InferenceSession> make, int count, bool required)
    {
        List<InferenceSession> more = [];
        try
        {
            while (more.Count < count)
            {
                more.Add(make());
            }
        }
        catch (ModelMemoryException) when (!required)
        {
            // With what is there.
        }
        catch
        {
            more.ForEach(session => session.Dispose());
            throw;
        }

        return [.. more];
    }

    private static BatchSettings? BatchOf(BatchingSettings settings, GraphLayout layout, RunCosts costs, TimeSpan? one, CancellationToken cancellationToken)
    {
        var pays = settings.Mode switch
        {
            BatchingMode.Off => false,
            BatchingMode.On => true,
            _ => one >= WorthBatching && costs.Measure(SomeRows, cancellationToken) / SomeRows < one * BatchGain,
        };
        return pays && one is not null && layout.IsRowWise && costs.RowsAreIndependent(SomeRows, cancellationToken)
            ? new BatchSettings(settings.MaxRows, TimeSpan.FromMilliseconds(settings.DelayMilliseconds))
            : null;
    }

    // A free dimension of an output need not be the number of rows: some graphs drop rows, or flatten them.
    private static bool SizesHold(ModelRuns runs, GraphLayout layout, CancellationToken cancellationToken)
    {
        for (var rows = 1; rows <= 3; rows++)
        {
            TensorHeader[] headers = [.. layout.Inputs.Select(i => new TensorHeader(i.Name, i.Datatype, [.. i.Shape.Select((d, axis) => axis == 0 && i.HasRows ? rows : d)]))];
            using var run = runs.NewFreeRun(headers, layout.OutputNames);
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
                // Zeros may be no fair input. Where the sizes do not hold, the first real run shows it and goes on unbound.
                return true;
            }

            if (!run.Outputs.Select((output, i) => HasSize(output, layout.Outputs[i], rows)).All(holds => holds))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasSize(OutputTensor output, TensorSpec spec, int rows) =>
        output.Shape.Length == spec.Shape.Count && (!spec.HasRows || output.Shape[0] == rows) && output.ElementCount == GraphLayout.Elements(spec, rows);
}
