using FedMl.ScoringEngine.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Batching;

/// <summary>
/// Runs of several requests as one: their rows are copied into one run, and its outputs back. Where it fails, each
/// runs alone, so that a bad request fails nobody else's. Reused.
/// </summary>
internal sealed class Batch : IRunning, IDisposable
{
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly List<RunTurn> turns = [];

    public int Rows { get; private set; }

    public int Requests => turns.Count;

    public bool IsCancelled => turns.TrueForAll(static turn => turn.IsCancelled);

    /// <summary>Adds a bound run of the same model.</summary>
    public void Add(RunTurn turn)
    {
        turns.Add(turn);
        Rows += turn.ModelRun.Rows;
    }

    public void Run()
    {
        if (!TryRunTogether())
        {
            turns.ForEach(static turn => turn.Run());
        }
    }

    // The lone runs after a batch that failed are ended as well.
    public void Terminate()
    {
        options.Terminate = true;
        turns.ForEach(static turn => turn.Terminate());
    }

    public void Revive()
    {
        if (options.Terminate)
        {
            options.Terminate = false;
            turns.ForEach(static turn => turn.Revive());
        }
    }

    public void Complete()
    {
        turns.ForEach(static turn => turn.Complete());
        turns.Clear();
        Rows = 0;
    }

    public void Dispose() => options.Dispose();

    private bool TryRunTogether()
    {
        using var carrier = ((BoundRun)turns[0].ModelRun).RentMate(Rows);
        var row = 0;
        foreach (var turn in turns)
        {
            carrier.TakeInputs((BoundRun)turn.ModelRun, row);
            row += turn.ModelRun.Rows;
        }

        try
        {
            carrier.RunBound(options);
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }

        row = 0;
        foreach (var turn in turns)
        {
            carrier.GiveOutputs((BoundRun)turn.ModelRun, row);
            turn.ModelRun.ExecutedRows = Rows;
            turn.ModelRun.LedBatch = row == 0;
            row += turn.ModelRun.Rows;
        }

        return true;
    }
}
