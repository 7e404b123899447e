namespace FedMl.ScoringEngine.Batching;

/// <summary>What the line serves next: the first of those that wait, or a batch of it and its mates.</summary>
internal sealed partial class RunLine
{
    private IRunning? TakeNext(out int place)
    {
        lock (gate)
        {
            place = -1;
            if (TakeFirst() is not { } turn)
            {
                taken--;
                return null;
            }

            var next = settings.Batch is { } batch && waiting.HasMate(turn, batch.MaxRows) ? Collect(turn, batch.MaxRows) : (IRunning)turn;
            place = Occupy(next);
            return next;
        }
    }

    private Batch Collect(RunTurn turn, int maxRows)
    {
        var batch = idleBatches.TryPop(out var idle) ? idle : new Batch();
        batch.Add(turn);
        while (waiting.HasMate(turn, maxRows - batch.Rows + turn.ModelRun.Rows))
        {
            batch.Add(TakeFirst()!);
        }

        return batch;
    }

    private RunTurn? TakeFirst()
    {
        var turn = waiting.TakeFirst();
        if (turn is not null)
        {
            waits.Served++;
            waits.Waited += turn.Waited;
        }

        return turn;
    }

    private void Keep(Batch? batch)
    {
        if (batch is null)
        {
            return;
        }

        lock (gate)
        {
            idleBatches.Push(batch);
        }
    }
}
