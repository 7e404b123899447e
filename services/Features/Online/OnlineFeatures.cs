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
    /// <exception cref="ServiceException">As <c>FeaturesService/GetOnlineFeatures</c> says.</exception>
    public async Task<GetOnlineFeaturesResponse> GetAsync(GetOnlineFeaturesRequest asked, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var request = new FeatureRequest(catalog, options.Value);
        request.ReadFeatures(asked.Features);
        var keys = new KeyColumns(request, options.Value);
        if (request.Wanted.Count > 0)
        {
            keys.Read(asked.EntityKeys);
        }

        var asOf = ReadAsOf(asked, request, now);
        request.ThrowIfAny();

        var reads = await Task.WhenAll(request.Views.Select(view => ReadAsync(view, request.Wanted, keys, asOf, cancellationToken)));
        RefuseAmbiguous(reads);
        var columns = new Column[request.Wanted.Count];
        foreach (var read in reads)
        {
            Answer(read, request.Wanted, asOf, columns);
        }

        return new GetOnlineFeaturesResponse { Columns = { columns } };
    }

    private static DateTimeOffset ReadAsOf(GetOnlineFeaturesRequest asked, FeatureRequest request, DateTimeOffset now)
    {
        if (asked.AsOf is null)
        {
            return now;
        }

        // Year 1 to 9999 is what the message's own rules allow.
        if (asked.AsOf.Seconds is < -62_135_596_800 or > 253_402_300_799 || asked.AsOf.Nanos is < 0 or > 999_999_999)
        {
            request.Add(ErrorReason.InvalidRequest, "as_of", "is no point in time from year 1 to 9999");
            return now;
        }

        var asOf = asked.AsOf.ToDateTimeOffset();
        if (asOf > now)
        {
            request.Add(ErrorReason.InvalidRequest, "as_of", "lies in the future");
        }

        foreach (var view in request.Views.Where(v => v.View.EventTime is null))
        {
            request.Add(ErrorReason.InvalidRequest, "as_of", $"feature view {view.View.Name} has no event time");
        }

        return asOf;
    }

    private static void RefuseAmbiguous(ViewRead[] reads)
    {
        Fault[] faults =
        [
            .. from read in reads
               from row in Enumerable.Range(0, read.RowOfKey.Length)
               where read.RowOfKey[row] == SourceRows.Ambiguous
               select new Fault($"entity_keys.rows[{row}]", $"feature view {read.View.Name} has more than one row of this key"),
        ];
        if (faults.Length > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.EntityKeyAmbiguous, "There is no one right answer", faults);
        }
    }

    private async Task<ViewRead> ReadAsync(
        ServedView view, List<WantedFeature> wanted, KeyColumns keys, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        int[] places = [.. Enumerable.Range(0, wanted.Count).Where(i => wanted[i].View == view)];
        var distinct = DistinctKeys.Of(keys.Of(view.View));
        var started = time.GetTimestamp();
        var rows = await view.Reader.ReadAsync(new RowRequest(distinct.Keys, [.. places.Select(i => wanted[i].Feature)], asOf), cancellationToken);
        metrics.Fetched(source.Name, time.GetElapsedTime(started));
        return new ViewRead(view.View, places, rows, [.. distinct.IndexOfRow.Select(i => rows.RowOfKey[i])]);
    }

    private void Answer(ViewRead read, List<WantedFeature> wanted, DateTimeOffset asOf, Column[] columns)
    {
        var statuses = StatusesOf(read.View, read.Rows, read.RowOfKey, asOf);
        for (var i = 0; i < read.Places.Length; i++)
        {
            var place = read.Places[i];
            columns[place] = AnswerColumn.Make(wanted[place].Reference, read.View.Features[wanted[place].Feature].Column.Type, read.Rows.Columns[i], read.RowOfKey, statuses);
        }

        foreach (var (status, count) in read.Places.SelectMany(place => columns[place].Statuses).CountBy(status => status))
        {
            metrics.Answered(read.View.Name, status, count);
        }
    }

    private static ValueStatus[] StatusesOf(FeatureView view, SourceRows rows, int[] rowOfKey, DateTimeOffset asOf)
    {
        var oldest = view.TimeToLive is { } ttl && rows.EventTimes is not null ? Timestamps.FromDateTimeOffset(asOf) - (ttl.Ticks / TimeSpan.TicksPerMicrosecond) : long.MinValue;
        return [.. rowOfKey.Select(row => row < 0 ? ValueStatus.NotFound : oldest != long.MinValue && rows.EventTimes![row] < oldest ? ValueStatus.Stale : ValueStatus.Present)];
    }

    /// <param name="Places">Which of the features asked are of this view.</param>
    /// <param name="RowOfKey">For each row of the request its row in <paramref name="Rows"/>.</param>
    private sealed record ViewRead(FeatureView View, int[] Places, SourceRows Rows, int[] RowOfKey);
}
