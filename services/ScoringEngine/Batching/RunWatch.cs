using System.Collections.Concurrent;
using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Batching;

/// <summary>
/// Ends runs whose callers are gone. One look at all lines every few milliseconds instead of a registration with
/// every request's token: most runs end long before anyone could look. Looks on a thread of its own, since long runs may
/// hold all of the pool's, and has the pool make up for them.
/// </summary>
internal sealed class RunWatch : IRunWaits, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<RunLine, bool> lines = new();
    private readonly ManualResetEventSlim ending = new();
    private readonly Thread thread;
    private int longRuns;

    public RunWatch()
    {
        thread = new Thread(Watch) { IsBackground = true, Name = nameof(RunWatch) };
        thread.Start();
    }

    public void Add(RunLine line) => lines.TryAdd(line, true);

    public void Remove(RunLine line) => lines.TryRemove(line, out _);

    public RunWaits Take(TimeSpan target)
    {
        var sum = default(RunWaits);
        foreach (var (line, _) in lines)
        {
            sum += line.TakeWaits().Judge(target);
        }

        return sum;
    }

    public void Dispose()
    {
        ending.Set();
        thread.Join();
        ending.Dispose();
    }

    private void Watch()
    {
        while (!ending.Wait(Period))
        {
            MakeUpFor(lines.Sum(line => line.Key.Look()));
        }

        MakeUpFor(0);
    }

    private void MakeUpFor(int runs)
    {
        SpareThreads.Add(runs - longRuns);
        longRuns = runs;
    }
}
