using FedMl.Features.Batches;
using FedMl.Features.Columns;
using FedMl.Features.Online;
using FedMl.Features.Scans;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Features.History;

/// <summary>Joins streams of keys and times with features as they were at each time.</summary>
internal sealed class HistoricalFeatures(
    FeatureViewCatalog catalog,
    IBusinessDataSource source,
    StreamTurns turns,
    FeaturesMetrics metrics,
    IOptions<FeaturesOptions> limits,
    IOptions<ScanOptions> options,
    TimeProvider time)
{
    /// <param name="deadline">When the caller stops waiting; null: not known.</param>
    /// <exception cref="ServiceException">As <c>HistoricalFeaturesService/GetHistoricalFeatures</c> says.</exception>
    public async Task RunAsync(
        IAsyncStreamReader<GetHistoricalFeaturesRequest> asked, IServerStreamWriter<StreamPart> caller, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var messages = new PatientReader<GetHistoricalFeaturesRequest>(asked, options.Value.MaxIdle, time);
        var reading = new HistoryReading(catalog, limits.Value);
        var first = await messages.NextAsync(cancellationToken);
        var schema = reading.ReadStart(first);
        using var turn = turns.Take();
        using var stream = new BatchStream(new PatientStream<StreamPart>(caller, options.Value.MaxIdle, time), schema, first!.Start.Format);
        var end = new HistoricalFeaturesEnd();
        while (await messages.NextAsync(cancellationToken) is { } message)
        {
            var rows = reading.ReadRows(message, time.GetUtcNow());
            var views = await Task.WhenAll(reading.Views.Select(view => ReadAsync(view, reading.WantedOf(view), rows, deadline, cancellationToken)));
            var answer = new FeatureBatch([.. schema.Keys.Select(key => rows.Keys.Of(key))], views, rows.Times);
            foreach (var batch in answer.Split(options.Value.MaxBatchBytes))
            {
                await stream.WriteAsync(batch, cancellationToken);
            }

            end.Rows += answer.Count;
        }

        await stream.EndAsync(new GetHistoricalFeaturesResponse { End = end }, cancellationToken);
    }

    private async Task<BatchView> ReadAsync(OpenView open, IReadOnlyList<int> wanted, HistoryRows rows, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var wrong = rows.Keys.WrongRowsOf(open.View).ToHashSet();
        int[] right = [.. Enumerable.Range(0, rows.Times.Count).Where(row => !wrong.Contains(row))];
        var request = new HistoryRequest([.. rows.Keys.Of(open.View).Select(key => key.Pick(right))], (ColumnValues<long>)rows.Times.Pick(right), wanted) { Deadline = deadline };
        var started = time.GetTimestamp();
        var read = await open.Reader.History!.ReadHistoryAsync(request, cancellationToken);
        metrics.Fetched(source.Name, time.GetElapsedTime(started));
        metrics.Streamed(open.View.Name, rows.Times.Count);

        var found = new int[rows.Times.Count];
        var statuses = new ValueStatus[found.Length];
        Array.Fill(found, SourceRows.NotFound);
        Array.Fill(statuses, ValueStatus.KeyInvalid);
        var life = open.View.TimeToLive is { } ttl ? ttl.Ticks / TimeSpan.TicksPerMicrosecond : long.MaxValue;
        for (var i = 0; i < right.Length; i++)
        {
            found[right[i]] = read.RowOfKey[i];
            statuses[right[i]] = read.RowOfKey[i] switch
            {
                SourceRows.Ambiguous => ValueStatus.KeyAmbiguous,
                SourceRows.KeyInvalid => ValueStatus.KeyInvalid,
                < 0 => ValueStatus.NotFound,
                var row => read.EventTimes is { } times && request.Times[i] - times[row] > life ? ValueStatus.Stale : ValueStatus.Present,
            };
        }

        var isWhole = Array.TrueForAll(statuses, status => status == ValueStatus.Present);
        return new BatchView([.. read.Columns.Select(column => column.Pick(found))], isWhole ? null : statuses);
    }
}
