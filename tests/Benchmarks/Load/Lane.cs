using System.Diagnostics;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Load;

/// <summary>Drives one connection on a thread of its own: starts what is due, reads what came, checks and counts it.</summary>
internal sealed class Lane : IAnswers, IDisposable
{
    private readonly Func<IWire> connect;
    private readonly IRequests pool;
    private readonly Stack<int> free = new();
    private IWire wire;
    private InFlight[] flights = [];
    private int nextRequest;

    /// <summary>Connects.</summary>
    /// <param name="connect">Makes the connection, again where it breaks.</param>
    /// <param name="pool">What to send, in turn.</param>
    /// <param name="firstRequest">Where to begin in the pool.</param>
    public Lane(Func<IWire> connect, IRequests pool, int firstRequest)
    {
        (this.connect, this.pool, nextRequest) = (connect, pool, firstRequest);
        wire = connect();
        FreeAll();
    }

    public Tally Tally { get; } = new();

    /// <summary>When the last answer came, ticks of the stopwatch.</summary>
    public long LastAnswer { get; private set; }

    private int Busy => flights.Length - free.Count;

    /// <summary>Sends until the end and takes the answers that are still to come then.</summary>
    public void Run(Schedule schedule, long end)
    {
        while (true)
        {
            try
            {
                Drive(ref schedule, end);
                foreach (var fault in wire.Finish())
                {
                    Tally.Count(fault);
                }

                break;
            }
            catch (WireException exception)
            {
                FailAll(new Fault("connection", exception.Message));
                if (Stopwatch.GetTimestamp() >= end || !TryReconnect(end))
                {
                    break;
                }
            }
        }

        Tally.Unsent += schedule.MissedBefore(end);
    }

    public void Answered(int slot, ReadOnlySpan<byte> answer, int headerBytes = -1)
    {
        LastAnswer = Stopwatch.GetTimestamp();
        var flight = flights[slot];
        if (pool.Check(flight.Request, answer, headerBytes) is { } fault)
        {
            Tally.Count(fault);
        }
        else
        {
            Tally.Count(flight.Intended, flight.Started, LastAnswer);
        }

        free.Push(slot);
    }

    public void Failed(int slot, Fault fault)
    {
        LastAnswer = Stopwatch.GetTimestamp();
        Tally.Count(fault);
        free.Push(slot);
    }

    public void Dispose() => wire.Dispose();

    private void Drive(ref Schedule schedule, long end)
    {
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            while (now < end && !wire.Draining && free.Count > 0 && schedule.TryTake(now, out var intended))
            {
                Start(intended, now);
            }

            wire.Flush();
            if (Busy == 0 && (now >= end || wire.Draining))
            {
                if (now < end)
                {
                    throw new WireException("The server wants no more requests on this connection.");
                }

                return;
            }

            if (Busy > 0 && !MayStart(schedule, now, end))
            {
                wire.Receive(this);
            }
            else if (wire.Wait(Stopwatch.GetElapsedTime(now, Math.Min(schedule.Next, end))))
            {
                wire.Receive(this);
            }
        }
    }

    // Where nothing can start before an answer comes, a plain receive waits for it: one system call less.
    private bool MayStart(Schedule schedule, long now, long end) => schedule.IsOpenLoop && free.Count > 0 && now < end;

    private void Start(long intended, long now)
    {
        var slot = free.Pop();
        flights[slot] = new InFlight(nextRequest, intended, now);
        wire.Start(slot, pool.Request(nextRequest));
        nextRequest = nextRequest + 1 == pool.Count ? 0 : nextRequest + 1;
    }

    private void FailAll(Fault fault)
    {
        // One broken connection fails what is in flight, and counts at least once.
        for (var i = 0; i < Math.Max(1, Busy); i++)
        {
            Tally.Count(fault);
        }
    }

    private bool TryReconnect(long end)
    {
        using var pause = new ManualResetEventSlim();
        for (; Stopwatch.GetTimestamp() < end; pause.Wait(TimeSpan.FromMilliseconds(100)))
        {
            try
            {
                wire.Dispose();
                wire = connect();
                FreeAll();
                return true;
            }
            catch (WireException exception)
            {
                Tally.Count(new Fault("connection", exception.Message));
            }
        }

        return false;
    }

    private void FreeAll()
    {
        flights = new InFlight[wire.Slots];
        free.Clear();
        for (var slot = wire.Slots - 1; slot >= 0; slot--)
        {
            free.Push(slot);
        }
    }

    private readonly record struct InFlight(int Request, long Intended, long Started);
}
