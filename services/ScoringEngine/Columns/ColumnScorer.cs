using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Columns;

/// <summary>Scores many rows that are columns in memory, by the same rules as requests. Thread-safe.</summary>
/// <param name="model">The model.</param>
/// <param name="outputs">Outputs of its signature, in the order to answer.</param>
public sealed class ColumnScorer(LoadedModel model, IReadOnlyList<BoundOutput> outputs)
{
    private readonly string[] names = [.. outputs.Select(o => o.Signature.Onnx).Distinct(StringComparer.Ordinal)];
    private readonly int[] places = PlacesOf(outputs);

    /// <summary>The outputs, in the order to answer.</summary>
    public IReadOnlyList<BoundOutput> Outputs => outputs;

    /// <summary>Scores some rows.</summary>
    /// <param name="columns">One for each of the signature's; null: not there.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ServiceException">MODEL_RUN_FAILED.</exception>
    public async ValueTask<ScoredRows> ScoreAsync(IReadOnlyList<ValueColumn?> columns, int first, int count, CancellationToken cancellationToken)
    {
        var screen = RowScreen.Of(model.Signature, columns, first, count);
        if (screen.Good.Length == 0)
        {
            return new ScoredRows(null, places, screen);
        }

        var run = TensorFill.NewRun(model, screen.Good.Length, names);
        screen.Fill(run);
        try
        {
            await run.ExecuteAsync(cancellationToken);
            CheckRows(run, screen.Good.Length);
            return new ScoredRows(run, places, screen);
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>What each output has of a row, found by running a row of zeros where the graph does not tell.</summary>
    public async Task<IReadOnlyList<OutputShape>> MeasureAsync(CancellationToken cancellationToken)
    {
        using var run = TensorFill.NewRun(model, 1, names);
        for (var i = 0; i < model.Inputs.Count; i++)
        {
            if (model.Inputs[i].Datatype != Datatype.BYTES)
            {
                run.Input(i).Clear();
            }
        }

        try
        {
            await run.ExecuteAsync(cancellationToken);
            return [.. outputs.Select((output, i) => ShapeOf(output, run.Outputs[places[i]].ElementCount, run.Outputs[places[i]].Classes))];
        }
        catch (ServiceException)
        {
            // Zeros may be no fair input.
            return [.. outputs.Select(output => ShapeOf(output, (int)Math.Max(1, model.Outputs.First(o => o.Name == output.Signature.Onnx).RowElements), null))];
        }
    }

    private static OutputShape ShapeOf(BoundOutput output, int width, IReadOnlyList<string>? told)
    {
        var classes = output.Signature.Classes.Count > 0 ? output.Signature.Classes : told ?? [];
        return new OutputShape(width, classes.Count == width ? classes : []);
    }

    private static void CheckRows(ModelRun run, int rows)
    {
        foreach (var output in run.Outputs)
        {
            if (output.Shape.Length == 0 || output.Shape[0] != rows)
            {
                throw new ServiceException(ErrorReason.ModelRunFailed, $"Output {output.Name} has the shape [{string.Join(',', output.Shape.ToArray())}], which is not one entry a row.");
            }
        }
    }

    private static int[] PlacesOf(IReadOnlyList<BoundOutput> outputs)
    {
        var names = outputs.Select(o => o.Signature.Onnx).Distinct(StringComparer.Ordinal).ToList();
        return [.. outputs.Select(o => names.IndexOf(o.Signature.Onnx))];
    }
}
