using FedMl.ScoringEngine.Batching;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Batching;

[Collection(AloneCollection.Name)]
public sealed class SpareThreadsTests
{
    private const float NearlyEndless = 1e12f;

    [Fact]
    public async Task LongRuns_HaveThreadsOfThePoolInTheirPlace_UntilTheyEnd()
    {
        // More than the pool has threads at once.
        var runs = Environment.ProcessorCount + 3;
        using var model = new TestModel(Graphs.Spinning(), s => (s.MaxConcurrency, s.Batching) = (runs, new BatchingSettings { Mode = BatchingMode.Off }));
        var before = LeastThreads();
        using var gone = new CancellationTokenSource();
        var running = Enumerable.Range(0, runs).Select(_ => Task.Run(() => model.RunAsync([NearlyEndless], gone.Token))).ToList();

        await RunningScoring.UntilAsync(() => Task.FromResult(SpareThreads.Held == runs && LeastThreads() == before + runs));
        await gone.CancelAsync();
        foreach (var run in running)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        await RunningScoring.UntilAsync(() => Task.FromResult(SpareThreads.Held == 0 && LeastThreads() == before));
    }

    private static int LeastThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return workers;
    }
}
