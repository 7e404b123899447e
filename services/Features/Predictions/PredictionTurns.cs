using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Predictions;

/// <summary>Bounds the streams at a time: each holds a batch in memory.</summary>
internal sealed class PredictionTurns(IOptions<PredictionOptions> options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.Value.MaxStreams);

    /// <summary>A turn, to be disposed.</summary>
    /// <exception cref="ServiceException">OVERLOADED.</exception>
    public IDisposable Take() => free.Wait(0)
        ? new Turn(free)
        : throw new ServiceException(ErrorReason.Overloaded, $"{options.Value.MaxStreams} streams are written, which is as many as may be ({PredictionOptions.Section}:{nameof(PredictionOptions.MaxStreams)}).");

    public void Dispose() => free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
