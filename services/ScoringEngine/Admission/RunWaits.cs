namespace FedMl.ScoringEngine.Admission;

/// <summary>How long runs waited for their turn, over all models.</summary>
/// <param name="Runs">Runs that had their turn.</param>
/// <param name="Waited">Sum of the times that these waited.</param>
/// <param name="Tolerated">Sum of the times that it would have been right for these to wait.</param>
/// <param name="Waiting">Runs whose turn has not come.</param>
internal readonly record struct RunWaits(int Runs, TimeSpan Waited, TimeSpan Tolerated, int Waiting)
{
    public static RunWaits operator +(RunWaits a, RunWaits b) =>
        new(a.Runs + b.Runs, a.Waited + b.Waited, a.Tolerated + b.Tolerated, a.Waiting + b.Waiting);
}

/// <summary>Tells how long runs wait.</summary>
internal interface IRunWaits
{
    /// <summary>What was since the last look.</summary>
    /// <param name="target">How long a run may wait that is shorter than this itself.</param>
    RunWaits Take(TimeSpan target);
}
