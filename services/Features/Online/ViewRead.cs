using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Features.V1;
using FeatureView = FedMl.Features.Views.FeatureView;
using Timestamps = FedMl.Features.Columns.Timestamps;

namespace FedMl.Features.Online;

/// <summary>What was read of one view.</summary>
/// <param name="RowOfKey">For each row of the request its row in <paramref name="Rows"/>, or as there below 0.</param>
internal sealed record ViewRead(WantedView Wanted, SourceRows Rows, int[] RowOfKey)
{
    // Points in time of one request that are read at a time.
    private const int ParallelReads = 4;

    public FeatureView View => Wanted.Open.View;

    /// <summary>Reads the rows of a request, each as of its point in time.</summary>
    /// <param name="request">Its keys are those of all rows, repetitions and all.</param>
    public static async ValueTask<ViewRead> ReadAsync(WantedView wanted, RowRequest request, AsOfTimes asOf, CancellationToken cancellationToken)
    {
        if (asOf.Groups.Count == 0)
        {
            var rows = await ReadAsync(wanted.Open.Reader, request, cancellationToken);
            return new ViewRead(wanted, rows, rows.RowOfKey);
        }

        var parts = new SourceRows[asOf.Groups.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, parts.Length),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var (time, rows) = asOf.Groups[i];
                var part = request with { AsOf = time, Keys = [.. request.Keys.Select(column => column.Pick(rows))] };
                parts[i] = (await ReadAsync(wanted.Open.Reader, part, token)).Compact();
            });
        var joined = SourceRows.Concat(parts);
        var rowOfKey = new int[request.Keys[0].Count];
        foreach (var (row, place) in asOf.Groups.SelectMany(group => group.Rows).Select((row, place) => (row, place)))
        {
            rowOfKey[row] = joined.RowOfKey[place];
        }

        return new ViewRead(wanted, joined, rowOfKey);
    }

    /// <summary>What is known of each row's values where they are not null.</summary>
    public ValueStatus[] Statuses(AsOfTimes asOf)
    {
        var statuses = new ValueStatus[RowOfKey.Length];
        for (var i = 0; i < statuses.Length; i++)
        {
            statuses[i] = RowOfKey[i] switch
            {
                SourceRows.KeyInvalid => ValueStatus.KeyInvalid,
                SourceRows.Ambiguous => ValueStatus.KeyAmbiguous,
                < 0 => ValueStatus.NotFound,
                var row when IsOld(row, asOf.Of(i)) || Rows.Kept?[row] == true => ValueStatus.Stale,
                _ => ValueStatus.Present,
            };
        }

        return statuses;
    }

    // A key that comes several times is asked for once.
    private static async ValueTask<SourceRows> ReadAsync(IRowReader reader, RowRequest request, CancellationToken cancellationToken)
    {
        var distinct = DistinctKeys.Of(request.Keys);
        if (ReferenceEquals(distinct.Keys, request.Keys))
        {
            return await reader.ReadAsync(request, cancellationToken);
        }

        var rows = await reader.ReadAsync(request with { Keys = distinct.Keys }, cancellationToken);
        return rows with { RowOfKey = Array.ConvertAll(distinct.IndexOfRow, key => rows.RowOfKey[key]) };
    }

    private bool IsOld(int row, DateTimeOffset asOf) =>
        View.TimeToLive is { } life
        && Rows.EventTimes is { } times
        && times[row] < Timestamps.FromDateTimeOffset(asOf) - (life.Ticks / TimeSpan.TicksPerMicrosecond);
}
