using FedMl.ScoringEngine.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Unloads what is no longer offered: waits for the last request, then gives the memory back.</summary>
internal sealed class Retirement(IOptions<EngineOptions> options, TimeProvider time, ILogger<Retirement> logger)
{
    private const long WorthAPause = 16 * 1024 * 1024;

    /// <summary>To be called after the snapshot without the model is published.</summary>
    public void Retire(LoadedModel model) => _ = RetireAsync(model);

    private async Task RetireAsync(LoadedModel model)
    {
        var drained = model.CloseAsync();
        var limit = TimeSpan.FromSeconds(options.Value.DrainSeconds);
        if (await Task.WhenAny(drained, Task.Delay(limit, time)) != drained)
        {
            logger.DrainTakesLong(model.Key.Model, model.Key.Version, options.Value.DrainSeconds);
            await drained;
        }

        var bytes = model.MemoryBytes;
        model.Dispose();
        GiveBack(bytes);
        EngineMetrics.SetLoaded(model.Key.Model, model.Key.Version, model.Key.Digest, loaded: false);
        logger.ModelUnloaded(model.Key.Model, model.Key.Version);
    }

    // The tensors of its runs and the buffers of its download are garbage now. The collector hands pages to the system
    // at once only when told to, which stops all requests for some milliseconds: a small model is not worth that.
    private static void GiveBack(long bytes)
    {
        if (bytes >= WorthAPause)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        NativeMemory.Trim();
    }
}
