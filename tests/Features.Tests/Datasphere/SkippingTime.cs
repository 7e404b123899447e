using System.Collections.Concurrent;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>A clock on which waits of less than a minute are over at once. It remembers them.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> waits = new();
    private long skipped;

    public IReadOnlyList<TimeSpan> Waits => [.. waits];

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref skipped));

    public override long GetTimestamp() => base.GetTimestamp() + (long)(new TimeSpan(Interlocked.Read(ref skipped)).TotalSeconds * TimestampFrequency);

    public void Skip(TimeSpan time) => Interlocked.Add(ref skipped, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime >= TimeSpan.FromMinutes(1))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        waits.Enqueue(dueTime);
        Skip(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
