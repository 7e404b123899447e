using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace FedMl.BatchScoring.Blobs;

/// <summary>A lease that is renewed while this process lives, and ends by itself soon after it was killed.</summary>
internal sealed class BlobLease : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly BlobLeaseClient lease;
    private readonly ITimer renewing;

    private BlobLease(BlobLeaseClient lease, TimeProvider time)
    {
        this.lease = lease;
        renewing = time.CreateTimer(_ => _ = RenewAsync(), null, Renewal, Renewal);
    }

    /// <summary>Takes it; waits for as long as one that nobody renews may last.</summary>
    /// <exception cref="RequestFailedException">Somebody else has it.</exception>
    public static async Task<BlobLease> TakeAsync(BlobClient blob, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await blob.ExistsAsync(cancellationToken))
        {
            await blob.UploadAsync(BinaryData.Empty, overwrite: true, cancellationToken);
        }

        var began = time.GetTimestamp();
        var lease = blob.GetBlobLeaseClient();
        while (true)
        {
            try
            {
                await lease.AcquireAsync(Length, cancellationToken: cancellationToken);
                return new BlobLease(lease, time);
            }
            catch (RequestFailedException exception) when (exception.Status == 409 && time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        renewing.Dispose();
        try
        {
            lease.Release();
        }
        catch (RequestFailedException)
        {
            // It ends by itself.
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            await lease.RenewAsync();
        }
        catch (RequestFailedException)
        {
            // Whoever has it now writes the checkpoint; what this process adds to that is refused.
        }
    }
}
