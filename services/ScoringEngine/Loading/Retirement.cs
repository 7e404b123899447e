using FedMl.ScoringEngine.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Unloads what is no longer offered: waits for the last request, then gives the memory back.</summary>
internal sealed class Retirement(IOptions<EngineOptions> options, TimeProvider time, ILogger<Retirement> logger)
{
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

        model.Dispose();
        // The tensors of its runs are garbage now; requests to other models go on while it is collected.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        NativeMemory.Trim();
        EngineMetrics.SetLoaded(model.Key.Model, model.Key.Version, model.Key.Digest, loaded: false);
        logger.ModelUnloaded(model.Key.Model, model.Key.Version);
    }
}
