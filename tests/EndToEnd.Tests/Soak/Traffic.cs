using System.Collections.Concurrent;

namespace FedMl.EndToEnd.Tests.Soak;

/// <summary>One kind of request after the other, over and over, beside others; the first wrong answer ends all.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    // The processes under test and the tests beside them share the machine's cores.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, int> counts = new();
    private readonly List<Task> kinds = [];

    /// <summary>Ended by the first wrong answer.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>Right answers by kind.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Starts one kind.</summary>
    /// <param name="name">Name of the kind.</param>
    /// <param name="once">Sends one request, or a few, and fails where an answer is wrong. Gets their number, from 0.</param>
    /// <param name="pause">Time between two; not given: little.</param>
    public Traffic Add(string name, Func<int, Task> once, TimeSpan? pause = null)
    {
        counts[name] = 0;
        kinds.Add(Task.Run(async () =>
        {
            try
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    await once(i);
                    counts[name] = i + 1;
                    await Task.Delay(pause ?? Pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            finally
            {
                await stop.CancelAsync();
            }
        }));
        return this;
    }

    /// <summary>Ends all kinds; fails where one failed.</summary>
    public async Task EndAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(kinds);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(kinds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }
}
