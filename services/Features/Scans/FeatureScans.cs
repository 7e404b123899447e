using FedMl.Features.Batches;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Timestamps = FedMl.Features.Columns.Timestamps;

namespace FedMl.Features.Scans;

/// <summary>Streams whole feature views, or partitions of them, in the order of their keys.</summary>
internal sealed class FeatureScans(
    FeatureViewCatalog catalog, StreamTurns turns, FeaturesMetrics metrics, IOptions<FeaturesOptions> limits, IOptions<ScanOptions> options, TimeProvider time)
{
    /// <exception cref="ServiceException">As <c>HistoricalFeaturesService/ScanFeatures</c> says.</exception>
    public async Task RunAsync(ScanFeaturesRequest asked, IServerStreamWriter<StreamPart> caller, CancellationToken cancellationToken)
    {
        var scan = new ScanReading(catalog, limits.Value, options.Value).Read(asked, time.GetUtcNow());
        using var turn = turns.Take();
        using var stream = new BatchStream(new PatientStream<StreamPart>(caller, options.Value.MaxIdle, time), scan.Schema, scan.Format);
        var end = new ScanEnd();
        await foreach (var rows in LatestRows.PickAsync(scan.Scanner.ScanAsync(scan.Request, cancellationToken)).WithCancellation(cancellationToken))
        {
            Count(rows, end);
            if (rows.Rows.Count > 0)
            {
                var batch = new FeatureBatch(rows.Rows.Keys, [BatchView.Of(rows.Rows.Columns, StatusesOf(scan, rows))]);
                metrics.Streamed(scan.View.View.Name, batch.Count);
                await stream.WriteAsync(batch, cancellationToken);
            }
        }

        await stream.EndAsync(new ScanFeaturesResponse { End = end }, cancellationToken);
    }

    private static void Count(KeyedRows rows, ScanEnd end)
    {
        end.Rows += rows.Rows.Count;
        end.AmbiguousKeys += rows.Ambiguous.Length;
        end.NullKeys += rows.Rows.NullKeys;
    }

    private static ValueStatus[]? StatusesOf(FeatureScan scan, KeyedRows rows)
    {
        var times = scan.View.View.TimeToLive is null ? null : rows.Rows.EventTimes;
        if (times is null && rows.Ambiguous.Length == 0)
        {
            return null;
        }

        var statuses = new ValueStatus[rows.Rows.Count];
        Array.Fill(statuses, ValueStatus.Present);
        if (times is not null)
        {
            var oldest = Timestamps.FromDateTimeOffset(scan.Request.AsOf) - (scan.View.View.TimeToLive!.Value.Ticks / TimeSpan.TicksPerMicrosecond);
            for (var row = 0; row < statuses.Length; row++)
            {
                statuses[row] = times[row] < oldest ? ValueStatus.Stale : ValueStatus.Present;
            }
        }

        foreach (var row in rows.Ambiguous)
        {
            statuses[row] = ValueStatus.KeyAmbiguous;
        }

        return statuses;
    }
}
