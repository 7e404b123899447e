using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Batching;

/// <summary>Turns in the order in which they run: by priority, then as they came. The turns are its links. Not thread-safe.</summary>
internal sealed class TurnList
{
    private RunTurn? first;
    private RunTurn? last;

    public int Count { get; private set; }

    /// <summary>Rows of all turns.</summary>
    public long Rows { get; private set; }

    public bool IsEmpty => first is null;

    public void Add(RunTurn turn)
    {
        var before = last;
        while (before is not null && before.Priority > turn.Priority)
        {
            before = before.Previous;
        }

        var after = before is null ? first : before.Next;
        (turn.Previous, turn.Next) = (before, after);
        (before is null ? ref first : ref before.NextLink) = turn;
        (after is null ? ref last : ref after.PreviousLink) = turn;
        Count++;
        Rows += turn.ModelRun.Rows;
    }

    public RunTurn? TakeFirst()
    {
        var turn = first;
        if (turn is not null)
        {
            TryRemove(turn);
            turn.Taken();
        }

        return turn;
    }

    /// <summary>True where the next turn may run with this one: both bound, and no more than so many rows together.</summary>
    public bool HasMate(RunTurn turn, int maxRows) =>
        turn.ModelRun is BoundRun && first?.ModelRun is BoundRun mate && turn.ModelRun.Rows + mate.Rows <= maxRows;

    public bool TryRemove(RunTurn turn)
    {
        if (!turn.IsWaiting)
        {
            return false;
        }

        (turn.Previous is null ? ref first : ref turn.Previous.NextLink) = turn.Next;
        (turn.Next is null ? ref last : ref turn.Next.PreviousLink) = turn.Previous;
        (turn.Previous, turn.Next) = (null, null);
        turn.IsWaiting = false;
        Count--;
        Rows -= turn.ModelRun.Rows;
        return true;
    }
}
