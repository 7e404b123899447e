namespace FedMl.Features.Datasphere.Catalog;

/// <summary>What is read once for all who ask at a time, and then believed for a while.</summary>
internal sealed class Remembered<T>(Func<Task<T>> read, TimeSpan life, TimeProvider time)
{
    private readonly Lock gate = new();
    private Task<T>? reading;
    private long started;

    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            // What failed is not remembered.
            var isGood = reading is { IsCompleted: false } || (reading is { IsCompletedSuccessfully: true } && time.GetElapsedTime(started) < life);
            if (!isGood)
            {
                started = time.GetTimestamp();
                // Not the caller's to cancel: others wait for it too. Requests have a timeout of their own.
                reading = Task.Run(read, CancellationToken.None);
            }

            return reading!.WaitAsync(cancellationToken);
        }
    }
}
