using System.Collections.Concurrent;
using FedMl.ScoringEngine.Admission;

namespace FedMl.ScoringEngine.Batching;

/// <summary>
/// Ends runs whose callers are gone. One look at all lines every few milliseconds instead of a registration with
/// every request's token: most runs end long before anyone could look.
/// </summary>
internal sealed class RunWatch : IRunWaits, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<RunLine, bool> lines = new();
    private readonly Timer timer;

    public RunWatch() => timer = new Timer(static watch => ((RunWatch)watch!).Look(), this, Period, Period);

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

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        foreach (var (line, _) in lines)
        {
            line.EndCancelled();
        }
    }
}
