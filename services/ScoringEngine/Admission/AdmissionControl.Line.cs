using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Admission;

/// <summary>The line: who joins it, who leaves it, and how. All but the sweep is called under the gate.</summary>
public sealed partial class AdmissionControl
{
    // CoDel's interval (K. Nichols, V. Jacobson, "Controlling Queue Delay", ACM Queue 2012): a line that has not been
    // empty for so long is no burst.
    private static readonly TimeSpan StandingAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Why a newcomer may not join; null: it may. An estimate of its wait can be half of what it will be, and one that
    /// has waited in vain is worse off than one that is refused at once.
    /// </summary>
    private ServiceException? RefusalOf(long bytes, int priority, TimeSpan deadline, TimeSpan now)
    {
        if (bytesHeld + bytes > options.MaxBytes)
        {
            return Refusal(RefusalCause.Bytes, now);
        }

        if (deadline <= now)
        {
            return Refusal(RefusalCause.Expired, now);
        }

        var before = line.CountBefore(priority);
        if (before > 0)
        {
            var wait = speed.TimeFor(before + 1, now);
            if (deadline - now < wait)
            {
                return Refusal(RefusalCause.Deadline, now);
            }

            if (wait > maxWait / 2 || (now - lineBegan >= StandingAfter && before >= LongestStandingLine(now)))
            {
                return Refusal(RefusalCause.Wait, now);
            }
        }

        var isFull = inFlight >= limit.Value && line.Count >= options.MaxWaiting;
        return isFull && !(line.Last?.Priority > priority) ? Refusal(RefusalCause.Line, now) : null;
    }

    // A line that stands serves nobody, it only makes all wait: it needs to keep the box busy, and no more.
    private double LongestStandingLine(TimeSpan now) => Math.Max(limit.Value, speed.CountIn(target, now) ?? 0);

    private void Join(Waiter waiter, TimeSpan now)
    {
        if (line.Count > 0 && line.Count >= options.MaxWaiting)
        {
            // Only for one of a better priority; see above.
            Dismiss(line.Last!, RefusalCause.Line, now);
        }

        if (line.IsEmpty)
        {
            lineBegan = now;
            speed.Begin(now);
            sweep.Change(SweepPeriod, SweepPeriod);
        }

        bytesHeld += waiter.Bytes;
        line.Add(waiter);
    }

    private ValueTask<Permit> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        return cancellationToken.CanBeCanceled ? CancellableAsync() : new ValueTask<Permit>(waiter.Answer.Task);

        async ValueTask<Permit> CancellableAsync()
        {
            await using var leaving = cancellationToken.UnsafeRegister((_, token) => Abandon(waiter, token), null);
            return await waiter.Answer.Task;
        }
    }

    private void Abandon(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (line.TryRemove(waiter))
            {
                bytesHeld -= waiter.Bytes;
                waiter.Answer.SetCanceled(cancellationToken);
            }
        }
    }

    private void LetIn(TimeSpan now)
    {
        while (inFlight < limit.Value && line.First is { } next)
        {
            if (CauseToLeave(next, now) is { } cause)
            {
                Dismiss(next, cause, now);
                continue;
            }

            line.TryRemove(next);
            next.Answer.SetResult(Enter(next.Bytes));
        }
    }

    private void Sweep()
    {
        lock (gate)
        {
            var now = Now;
            Learn(now);
            foreach (var waiter in line.All.Where(w => CauseToLeave(w, now) is not null).ToArray())
            {
                Dismiss(waiter, CauseToLeave(waiter, now)!.Value, now);
            }

            if (line.IsEmpty)
            {
                sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private RefusalCause? CauseToLeave(Waiter waiter, TimeSpan now) =>
        waiter.Deadline <= now ? RefusalCause.Expired
        : now - waiter.Joined > maxWait ? RefusalCause.Wait
        : null;

    private void Dismiss(Waiter waiter, RefusalCause cause, TimeSpan now)
    {
        line.TryRemove(waiter);
        bytesHeld -= waiter.Bytes;
        waiter.Answer.SetResult(new Permit(Refusal(cause, now)));
    }

    private ServiceException Refusal(RefusalCause cause, TimeSpan now)
    {
        AdmissionMetrics.Refused(cause);
        var wait = speed.TimeFor(line.Count, now);
        var retryAfter = wait < ShortestRetry ? ShortestRetry : wait > LongestRetry ? LongestRetry : wait;
        return cause switch
        {
            RefusalCause.Bytes => Overloaded($"Requests of {options.MaxBytes} bytes together are the most that is held at a time."),
            RefusalCause.Line => Overloaded($"{options.MaxWaiting} requests wait already."),
            RefusalCause.Wait => Overloaded("Too many requests wait already: the request would wait too long."),
            RefusalCause.Deadline => Overloaded("Too many requests wait already: the request would wait beyond its deadline."),
            _ => new ServiceException(ErrorReason.DeadlineExceeded, "The deadline passed before the request was let in.") { RetryAfter = retryAfter },
        };

        ServiceException Overloaded(string message) => new(ErrorReason.Overloaded, message) { RetryAfter = retryAfter };
    }
}
