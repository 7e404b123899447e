using FedMl.ScoringEngine.Admission;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>A door whose clock and runs a test decides. Its limit is fixed unless the test says otherwise.</summary>
internal sealed class TestDoor : IRunWaits, IDisposable
{
    public TestDoor(int limit, Action<AdmissionOptions>? configure = null)
    {
        var options = new AdmissionOptions { MinInFlight = limit, MaxInFlight = limit, MaxBytes = 1_000_000 };
        configure?.Invoke(options);
        Control = new AdmissionControl(options, this, Time, cores: 1);
    }

    public FakeTimeProvider Time { get; } = new();

    public AdmissionControl Control { get; }

    public RunWaits Waits { get; set; }

    public DateTime In(double milliseconds) => Time.GetUtcNow().UtcDateTime.AddMilliseconds(milliseconds);

    public void Pass(double milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public Permit Enter(long bytes = 1)
    {
        Assert.True(Control.TryAdmit(bytes, out var permit));
        return permit;
    }

    public Task<Permit> AskAsync(long bytes = 1, int priority = 100, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Control.AdmitAsync(bytes, priority, deadline ?? DateTime.MaxValue, cancellationToken).AsTask();

    public RunWaits Take(TimeSpan target) => Waits;

    public void Dispose() => Control.Dispose();
}
