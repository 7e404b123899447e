using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Scans;

/// <summary>Bounds the streams at a time: each holds a state of the data and a thread that reads.</summary>
internal sealed class StreamTurns(IOptions<ScanOptions> options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.Value.MaxStreams);

    /// <summary>A turn, to be disposed.</summary>
    /// <exception cref="ServiceException">OVERLOADED.</exception>
    public IDisposable Take() => free.Wait(0)
        ? new Turn(free)
        : throw new ServiceException(ErrorReason.Overloaded, $"{options.Value.MaxStreams} streams are running, which is as many as may ({ScanOptions.Section}:{nameof(ScanOptions.MaxStreams)}).");

    public void Dispose() => free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
