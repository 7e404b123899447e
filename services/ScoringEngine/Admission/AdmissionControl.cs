using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Admission;

/// <summary>
/// Lets in as many requests at a time as the box can serve, has others wait in a bounded line, and refuses the rest at
/// once. Bytes of bodies count from their arrival to the answer. Thread-safe.
/// </summary>
public sealed partial class AdmissionControl : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly AdmissionOptions options;
    private readonly IRunWaits waits;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly TimeSpan target;
    private readonly TimeSpan maxWait;
    private readonly ConcurrencyLimit limit;
    private readonly WaitingLine line = new();
    private readonly LineSpeed speed = new();
    private readonly ITimer sweep;
    private TimeSpan lineBegan;
    private TimeSpan windowBegan;
    private int inFlight;
    private int peakInFlight;
    private long bytesHeld;

    internal AdmissionControl(AdmissionOptions options, IRunWaits waits, TimeProvider time, int cores)
    {
        this.options = options;
        this.waits = waits;
        this.time = time;
        start = time.GetTimestamp();
        target = TimeSpan.FromMilliseconds(options.TargetWaitMilliseconds);
        maxWait = TimeSpan.FromMilliseconds(options.MaxWaitMilliseconds);
        var min = Math.Max(cores, options.MinInFlight);
        limit = new ConcurrencyLimit(min, Math.Max(min, options.MaxInFlight), 16 * cores);
        sweep = time.CreateTimer(static control => ((AdmissionControl)control!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Priority of a request that names none; see <see cref="AdmissionOptions.DefaultPriority"/>.</summary>
    public int DefaultPriority => options.DefaultPriority;

    /// <summary>How things stand.</summary>
    public AdmissionState State
    {
        get
        {
            lock (gate)
            {
                return new AdmissionState(limit.Value, inFlight, line.Count, bytesHeld);
            }
        }
    }

    private TimeSpan Now => time.GetElapsedTime(start);

    /// <summary>Lets a request in where nothing stands against it.</summary>
    /// <param name="bytes">Of its body; held until the permit is disposed.</param>
    /// <param name="permit">Only where it is let in.</param>
    public bool TryAdmit(long bytes, out Permit permit)
    {
        lock (gate)
        {
            return TryEnter(bytes, Now, out permit);
        }
    }

    /// <summary>Lets a request in, has it wait until it can be, or refuses it.</summary>
    /// <param name="bytes">Of its body; held until the permit is disposed.</param>
    /// <param name="priority">The lower goes first.</param>
    /// <param name="deadline">Point in time, UTC, at which nobody waits any more; <see cref="DateTime.MaxValue"/>: never.</param>
    /// <param name="cancellationToken">Leaves the line.</param>
    /// <returns>A permit, or a refusal: look before you go on.</returns>
    public ValueTask<Permit> AdmitAsync(long bytes, int priority, DateTime deadline, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (gate)
        {
            var now = Now;
            if (TryEnter(bytes, now, out var permit))
            {
                return ValueTask.FromResult(permit);
            }

            waiter = new Waiter(bytes, priority, now, ToProcessTime(deadline, now));
            if (RefusalOf(bytes, priority, waiter.Deadline, now) is { } refusal)
            {
                return ValueTask.FromResult(new Permit(refusal));
            }

            Join(waiter, now);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Why a request whose body is still to come would not be let in, by what is known now; null: it may be.</summary>
    /// <param name="bytes">Of its body, as far as known.</param>
    /// <param name="deadline">As in <see cref="AdmitAsync"/>.</param>
    public ServiceException? Foresee(long bytes, DateTime deadline)
    {
        lock (gate)
        {
            var now = Now;
            return RefusalOf(bytes, options.DefaultPriority, ToProcessTime(deadline, now), now);
        }
    }

    /// <summary>Counts bytes of a body that is still arriving.</summary>
    /// <returns>Why no more can be held; null: they are counted.</returns>
    public ServiceException? TryHold(long bytes)
    {
        lock (gate)
        {
            if (bytesHeld + bytes > options.MaxBytes)
            {
                return Refusal(RefusalCause.Bytes, Now);
            }

            bytesHeld += bytes;
            return null;
        }
    }

    /// <summary>Takes back what <see cref="TryHold"/> counted.</summary>
    public void LetGo(long bytes)
    {
        lock (gate)
        {
            bytesHeld -= bytes;
        }
    }

    public void Dispose() => sweep.Dispose();

    /// <summary>Takes a request's place back.</summary>
    internal void Leave(long bytes)
    {
        lock (gate)
        {
            inFlight--;
            bytesHeld -= bytes;
            var now = Now;
            Learn(now);
            if (!line.IsEmpty)
            {
                speed.Count(now);
                LetIn(now);
            }
        }
    }

    private TimeSpan ToProcessTime(DateTime deadline, TimeSpan now) =>
        deadline == DateTime.MaxValue ? TimeSpan.MaxValue : now + (deadline - time.GetUtcNow().UtcDateTime);

    private bool TryEnter(long bytes, TimeSpan now, out Permit permit)
    {
        Learn(now);
        if (line.IsEmpty && inFlight < limit.Value && bytesHeld + bytes <= options.MaxBytes)
        {
            bytesHeld += bytes;
            permit = Enter(bytes);
            return true;
        }

        permit = default;
        return false;
    }

    // Its bytes are held already.
    private Permit Enter(long bytes)
    {
        inFlight++;
        peakInFlight = Math.Max(peakInFlight, inFlight);
        return new Permit(this, bytes);
    }

    // Once a window, by whoever comes or goes first after it.
    private void Learn(TimeSpan now)
    {
        if (now - windowBegan < Window)
        {
            return;
        }

        limit.Update(waits.Take(target), peakInFlight);
        (windowBegan, peakInFlight) = (now, inFlight);
        LetIn(now);
    }
}
