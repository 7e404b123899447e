using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Tests.Batching;

internal static class Batches
{
    /// <summary>Runs them as one batch.</summary>
    /// <returns>How each ended, in their order.</returns>
    public static List<Task> Run(IEnumerable<ModelRun> runs)
    {
        using var batch = new Batch();
        var waits = new List<Task>();
        foreach (var run in runs)
        {
            run.Turn.Begin(0, CancellationToken.None);
            run.Turn.Join();
            waits.Add(run.Turn.WaitAsync().AsTask());
            batch.Add(run.Turn);
        }

        batch.Run();
        batch.Complete();
        return waits;
    }
}
