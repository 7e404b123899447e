using System.Diagnostics;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Batching;

/// <summary>
/// The line of one model's runs. While a place is free, a run takes it at once, on the caller's own thread; else it
/// waits. A place that becomes free takes the next from the line, or as many as make a batch: greedy, so that batches
/// grow with the load and nobody waits for company (source of the idea: SOSP'17 Clipper's and Triton's dynamic batching).
/// </summary>
internal sealed partial class RunLine : IThreadPoolWorkItem, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly TurnList waiting = new();
    private readonly Stack<Batch> idleBatches = [];
    private readonly Timer delay;
    private LineSettings settings = new(1, int.MaxValue, null);
    private IRunning?[] places = new IRunning?[1];
    private bool[] seen = new bool[1];
    private int taken;
    private bool keepsThread;
    private LineWaits waits;

    public RunLine() => delay = new Timer(static line => ((RunLine)line!).DelayOver(), this, Timeout.Infinite, Timeout.Infinite);

    /// <summary>To be set while nothing runs.</summary>
    public LineSettings Settings
    {
        get => settings;
        set
        {
            settings = value;
            places = new IRunning?[value.MaxConcurrency];
            seen = new bool[value.MaxConcurrency];

            // Others are left for all else; queueing up behind that after each run would leave the place empty meanwhile.
            keepsThread = value.Batch is null && value.MaxConcurrency < Environment.ProcessorCount;
        }
    }

    /// <summary>Runs that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Places taken.</summary>
    public int Running
    {
        get
        {
            lock (gate)
            {
                return taken;
            }
        }
    }

    /// <summary>True where at most one run is under way and none waits, as far as can be told without the lock.</summary>
    public bool IsAlone => Volatile.Read(ref taken) <= 1 && waiting.IsEmpty;

    /// <summary>Runs the turn's run when it is its turn.</summary>
    /// <exception cref="ServiceException">OVERLOADED: too many wait.</exception>
    public ValueTask RunAsync(RunTurn turn, int priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        turn.Begin(priority, cancellationToken);
        var place = TakePlaceOrJoin(turn);
        if (place < 0)
        {
            return turn.WaitAsync();
        }

        try
        {
            turn.ModelRun.RunNow(cancellationToken);
        }
        finally
        {
            LeavePlace(place, turn);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a turn out of the line; false where it is no longer in it.</summary>
    public bool TryRemove(RunTurn turn)
    {
        lock (gate)
        {
            return waiting.TryRemove(turn);
        }
    }

    /// <summary>How long runs waited since the last look.</summary>
    public LineWaits TakeWaits()
    {
        lock (gate)
        {
            var seen = waits with { Waiting = waiting.Count, Delay = settings.Batch?.Delay ?? TimeSpan.Zero };
            waits = default;
            return seen;
        }
    }

    /// <summary>Ends runs that nobody waits for any more. To be called now and then.</summary>
    /// <returns>How many have been under way since the last call.</returns>
    public int Look()
    {
        var longRuns = 0;
        lock (gate)
        {
            for (var i = 0; i < places.Length; i++)
            {
                if (places[i] is not { } running)
                {
                    continue;
                }

                if (running.IsCancelled)
                {
                    running.Terminate();
                }

                longRuns += seen[i] ? 1 : 0;
                seen[i] = true;
            }
        }

        return longRuns;
    }

    public void Dispose()
    {
        delay.Dispose();
        while (idleBatches.TryPop(out var batch))
        {
            batch.Dispose();
        }
    }

    /// <summary>Serves the line from a place that is taken already.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        while (TakeNext(out var place) is { } next)
        {
            Run(next, place);
            if (!keepsThread)
            {
                // Behind those that it has woken, so that their answers are under way, and their next requests here,
                // before the next batch is put together.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }

    private void Run(IRunning next, int place)
    {
        var began = Stopwatch.GetTimestamp();
        next.Run();
        lock (gate)
        {
            waits.Ran += (Stopwatch.GetTimestamp() - began) * next.Requests;
            Free(place, next);
        }

        next.Complete();
        Keep(next as Batch);
    }

    // Place of the run; -1: it waits in the line.
    private int TakePlaceOrJoin(RunTurn turn)
    {
        lock (gate)
        {
            var isFree = waiting.IsEmpty && taken < places.Length;
            var waits = isFree && settings.Batch is { } batch && batch.Delay > TimeSpan.Zero && turn.ModelRun.Rows < batch.MaxRows;
            if (isFree && !waits)
            {
                taken++;
                return Occupy(turn);
            }

            if (waiting.Count >= settings.MaxWaiting)
            {
                throw new ServiceException(ErrorReason.Overloaded, $"{waiting.Count} runs of the model wait already.") { RetryAfter = RetryAfter };
            }

            waiting.Add(turn);
            turn.Join();
            if (waits)
            {
                delay.Change(settings.Batch!.Delay, Timeout.InfiniteTimeSpan);
            }
            else if (taken < places.Length && waiting.Rows >= settings.Batch?.MaxRows)
            {
                Serve();
            }

            return -1;
        }
    }

    private void LeavePlace(int place, RunTurn turn)
    {
        lock (gate)
        {
            Free(place, turn);
            taken--;
            waits.AtOnce++;
            if (!waiting.IsEmpty)
            {
                Serve();
            }
        }
    }

    // Another thread, so that the caller goes on with its own answer.
    private void Serve()
    {
        taken++;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void DelayOver()
    {
        lock (gate)
        {
            if (!waiting.IsEmpty && taken < places.Length)
            {
                Serve();
            }
        }
    }

    private int Occupy(IRunning running)
    {
        var place = Array.IndexOf(places, null);
        (places[place], seen[place]) = (running, false);
        return place;
    }

    private void Free(int place, IRunning running)
    {
        places[place] = null;
        running.Revive();
    }
}
