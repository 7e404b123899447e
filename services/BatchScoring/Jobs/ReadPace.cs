namespace FedMl.BatchScoring.Jobs;

/// <summary>Holds reading to so many rows a second on average; 0: it does not.</summary>
internal sealed class ReadPace(long rowsPerSecond, TimeProvider time)
{
    private readonly long began = time.GetTimestamp();
    private long rows;

    /// <summary>Waits until so many rows more have had their time.</summary>
    public async Task WaitAsync(int read, CancellationToken cancellationToken)
    {
        if (rowsPerSecond == 0)
        {
            return;
        }

        rows += read;
        var ahead = TimeSpan.FromSeconds((double)rows / rowsPerSecond) - time.GetElapsedTime(began);
        if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, time, cancellationToken);
        }
    }
}
