using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Online;

/// <summary>Fetches many features of many entity keys, view by view, in the order asked.</summary>
internal sealed class OnlineFeatures(
    FeatureViewCatalog catalog, IBusinessDataSource source, FeaturesMetrics metrics, IOptions<FeaturesOptions> options, TimeProvider time)
{
    /// <param name="deadline">When the caller stops waiting; null: not known.</param>
    /// <exception cref="ServiceException">As <c>FeaturesService/GetOnlineFeatures</c> says.</exception>
    public async Task<OnlineAnswer> GetAsync(GetOnlineFeaturesRequest asked, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var request = new FeatureRequest(catalog, options.Value);
        request.ReadFeatures(asked.Features);
        var keys = new KeyColumns(request, options.Value);
        if (request.Views.Count > 0)
        {
            keys.Read(asked.EntityKeys);
        }

        var asOf = AsOfTimes.Read(asked, request, keys.RowCount, options.Value.MaxPointsInTime, time.GetUtcNow());
        var parameters = new ParameterValues(request, options.Value.MaxKeyLength);
        parameters.Read(asked.Parameters);
        request.ThrowIfAny();

        ValueTask<ViewRead> Read(WantedView wanted) => ReadAsync(wanted, keys, asOf, parameters, deadline, cancellationToken);
        ViewRead[] reads = request.Features.Views is [var only] ? [await Read(only)] : await Task.WhenAll(request.Features.Views.Select(wanted => Read(wanted).AsTask()));
        RefuseAmbiguous(reads, keys.RowCount);
        var columns = new AnsweredColumn[request.Features.Count];
        foreach (var read in reads)
        {
            Answer(read, asked.Features, asOf, columns);
        }

        return new OnlineAnswer(columns);
    }

    // With a right answer for any row it is an answer, whose statuses tell the others.
    private static void RefuseAmbiguous(ViewRead[] reads, int rowCount)
    {
        if (!Array.Exists(reads, read => read.RowOfKey.AsSpan().Contains(SourceRows.Ambiguous)))
        {
            return;
        }

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

    private async ValueTask<ViewRead> ReadAsync(
        WantedView wanted, KeyColumns keys, AsOfTimes asOf, ParameterValues parameters, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var view = wanted.Open.View;
        var request = new RowRequest(keys.Of(view), wanted.Features, asOf.Of(0), Tenants.Local, asOf.IsNow) { Parameters = parameters.Of(view), Deadline = deadline };
        var read = await ViewRead.ReadAsync(wanted, request, asOf, cancellationToken);
        metrics.Fetched(source.Name, time.GetElapsedTime(started));
        foreach (var wrong in keys.WrongRowsOf(view))
        {
            read.RowOfKey[wrong] = SourceRows.KeyInvalid;
        }

        return read;
    }

    private void Answer(ViewRead read, IReadOnlyList<string> references, AsOfTimes asOf, AnsweredColumn[] columns)
    {
        var statuses = read.Statuses(asOf);
        var rows = new AnsweredRows(read.RowOfKey, statuses);
        var counts = new StatusCounts(statuses);
        for (var i = 0; i < read.Wanted.Places.Length; i++)
        {
            var place = read.Wanted.Places[i];
            var type = read.View.Features[read.Wanted.Features[i]].Column.Type;
            columns[place] = new AnsweredColumn(references[place], type, read.Rows.Columns[i], rows);
            counts.Add(columns[place]);
        }

        foreach (var (status, count) in counts.All())
        {
            metrics.Answered(read.View.Name, status, count);
        }
    }
}
