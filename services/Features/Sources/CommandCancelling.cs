using System.Data.Common;

namespace FedMl.Features.Sources;

/// <summary>Cancels a command from when a token is cancelled until it ends.</summary>
internal sealed class CommandCancelling : IDisposable
{
    // Repeated, because a cancel that comes before a statement has begun, or between two, is forgotten.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly DbCommand command;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool isOver;

    public CommandCancelling(DbCommand command, CancellationToken cancellationToken)
    {
        this.command = command;
        registration = cancellationToken.Register(Start);
    }

    public void Dispose()
    {
        registration.Dispose();
        lock (gate)
        {
            isOver = true;
            timer?.Dispose();
        }
    }

    // On a thread of the timer: who cancels must not wait for a driver.
    private void Start()
    {
        lock (gate)
        {
            timer = isOver ? null : new Timer(_ => Cancel(), null, TimeSpan.Zero, Period);
        }
    }

    private void Cancel()
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            try
            {
                command.Cancel();
            }
            catch (Exception exception) when (exception is DbException or InvalidOperationException or NotSupportedException)
            {
                // The statement ends by itself or at its timeout.
            }
        }
    }
}
