using System.Collections.Frozen;
using Prometheus;

namespace FedMl.ServiceDefaults.Telemetry;

/// <summary>
/// The .NET meters that are published. prometheus-net publishes every meter by default, with whatever labels it
/// has; a list of named instruments keeps the number of series bounded and the request path free of their cost.
/// </summary>
internal static class RuntimeMeters
{
    private static readonly FrozenSet<string> Published = FrozenSet.Create(
        "kestrel.active_connections",
        "kestrel.rejected_connections",
        "dotnet.gc.collections",
        "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.heap.size",
        "dotnet.gc.pause.time",
        "dotnet.process.memory.working_set",
        "dotnet.thread_pool.queue.length",
        "dotnet.thread_pool.thread.count",
        "dotnet.exceptions");

    private static int published;

    public static void Publish()
    {
        if (Interlocked.Exchange(ref published, 1) == 1)
        {
            return;
        }

        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressEventCounters = true, SuppressMeters = true });
        MeterAdapter.StartListening(new MeterAdapterOptions { InstrumentFilterPredicate = instrument => Published.Contains(instrument.Name) });
    }
}
