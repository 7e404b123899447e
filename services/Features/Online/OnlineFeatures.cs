using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using FeatureView = FedMl.Features.Views.FeatureView;
using Timestamps = FedMl.Features.Columns.Timestamps;

namespace FedMl.Features.Online;

/// <summary>Fetches many features of many entity keys, view by view, in the order asked.</summary>
internal sealed class OnlineFeatures(
    FeatureViewCatalog catalog, IBusinessDataSource source, FeaturesMetrics metrics, IOptions<FeaturesOptions> options, TimeProvider time)
{
    /// <param name="deadline">When the caller stops waiting; null: not known.</param>
    /// <exception cref="ServiceException">As <c>FeaturesService/GetOnlineFeatures</c> says.</exception>
    public async Task<GetOnlineFeaturesResponse> GetAsync(GetOnlineFeaturesRequest asked, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var request = new FeatureRequest(catalog, options.Value);
        request.ReadFeatures(asked.Features);
        var keys = new KeyColumns(request, options.Value);
        if (request.Views.Count > 0)
        {
            keys.Read(asked.EntityKeys);
        }

        var asOf = AsOfTime.Read(asked.AsOf, request, now);
        request.ThrowIfAny();

        var reads = await Task.WhenAll(request.Views.Select(view => ReadAsync(view, request.WantedOf(view), keys, asOf, asked.AsOf is null, deadline, cancellationToken)));
        RefuseAmbiguous(reads, keys.RowCount);
        var columns = new Column[request.FeatureCount];
        foreach (var read in reads)
        {
            Answer(read, asked.Features, asOf, columns);
        }

        return new GetOnlineFeaturesResponse { Columns = { columns } };
    }

    // With a right answer for any row it is an answer, whose statuses tell the others.
    private static void RefuseAmbiguous(ViewRead[] reads, int rowCount)
    {
        Fault[] faults =
        [
            .. from read in reads
               from row in Enumerable.Range(0, read.RowOfKey.Length)
               where read.RowOfKey[row] == SourceRows.Ambiguous
               select new Fault($"entity_keys.rows[{row}]", $"feature view {read.View.Name} has more than one row of this key"),
        ];
        if (faults.Select(fault => fault.Field).Distinct().Count() == rowCount)
        {
            throw ServiceException.FromFaults(ErrorReason.EntityKeyAmbiguous, "There is no one right answer", faults);
        }
    }

    private async Task<ViewRead> ReadAsync(
        OpenView open, IReadOnlyList<(int Place, int Feature)> wanted, KeyColumns keys, DateTimeOffset asOf, bool isNow, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var view = open.View;
        var distinct = DistinctKeys.Of(keys.Of(view));
        var started = time.GetTimestamp();
        var rows = await open.Reader.ReadAsync(
            new RowRequest(distinct.Keys, [.. wanted.Select(w => w.Feature)], asOf, Tenants.Local, isNow) { Deadline = deadline }, cancellationToken);
        metrics.Fetched(source.Name, time.GetElapsedTime(started));
        var rowOfKey = Array.ConvertAll(distinct.IndexOfRow, key => rows.RowOfKey[key]);
        foreach (var wrong in keys.WrongRowsOf(view))
        {
            rowOfKey[wrong] = ViewRead.KeyInvalid;
        }

        return new ViewRead(view, wanted, rows, rowOfKey);
    }

    private void Answer(ViewRead read, IReadOnlyList<string> references, DateTimeOffset asOf, Column[] columns)
    {
        var answer = new AnswerColumns(read.RowOfKey, StatusesOf(read.View, read.Rows, read.RowOfKey, asOf));
        for (var i = 0; i < read.Wanted.Count; i++)
        {
            var (place, feature) = read.Wanted[i];
            columns[place] = answer.Make(references[place], read.View.Features[feature].Column.Type, read.Rows.Columns[i]);
        }

        foreach (var (status, count) in answer.Counts)
        {
            metrics.Answered(read.View.Name, status, count);
        }
    }

    private static ValueStatus[] StatusesOf(FeatureView view, SourceRows rows, int[] rowOfKey, DateTimeOffset asOf)
    {
        var oldest = view.TimeToLive is { } life ? Timestamps.FromDateTimeOffset(asOf) - (life.Ticks / TimeSpan.TicksPerMicrosecond) : long.MinValue;
        return Array.ConvertAll(rowOfKey, row => row switch
        {
            ViewRead.KeyInvalid => ValueStatus.KeyInvalid,
            SourceRows.Ambiguous => ValueStatus.KeyAmbiguous,
            < 0 => ValueStatus.NotFound,
            _ when rows.EventTimes is { } times && times[row] < oldest => ValueStatus.Stale,
            _ when rows.Kept is { } kept && kept[row] => ValueStatus.Stale,
            _ => ValueStatus.Present,
        });
    }

    /// <param name="RowOfKey">For each row of the request its row in <paramref name="Rows"/>, or <see cref="KeyInvalid"/>.</param>
    private sealed record ViewRead(FeatureView View, IReadOnlyList<(int Place, int Feature)> Wanted, SourceRows Rows, int[] RowOfKey)
    {
        public const int KeyInvalid = -3;
    }
}
