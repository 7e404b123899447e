using System.Globalization;
using FedMl.Features.Batches;
using FedMl.Features.Columns;
using FedMl.Features.Online;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Timestamps = FedMl.Features.Columns.Timestamps;

namespace FedMl.Features.History;

/// <summary>Reads the messages of a stream that asks for historical features; every fault of a message is named.</summary>
internal sealed class HistoryReading(FeatureViewCatalog catalog, FeaturesOptions limits)
{
    private const int RowsTold = 5;

    private readonly FeatureRequest request = new(catalog, limits);
    private int messages;

    public IReadOnlyList<OpenView> Views => request.Views;

    /// <summary>Features of the view that are wanted, in the order of the schema.</summary>
    public IReadOnlyList<int> WantedOf(OpenView view) => request.WantedOf(view).Features;

    /// <exception cref="ServiceException">As <c>HistoricalFeaturesService/GetHistoricalFeatures</c> says of requests.</exception>
    public BatchSchema ReadStart(GetHistoricalFeaturesRequest? first)
    {
        if (first?.Start is not { } start)
        {
            throw new ServiceException(ErrorReason.InvalidRequest, "The first message of the stream must be start, which says what is wanted.");
        }

        request.ReadFeatures(start.Features);
        request.CheckFormat(start.Format);
        foreach (var view in request.Views.Where(view => !view.View.Times.HasAny))
        {
            request.Add(ErrorReason.InvalidRequest, "features", $"feature view {view.View.Name} has neither an event time nor a validity, so what it said at a time is not known");
        }

        foreach (var (view, join) in request.Views.SelectMany(view => view.View.Joins.Where(join => !join.Times.HasAny).Select(join => (view.View.Name, join.Name))))
        {
            request.Add(ErrorReason.InvalidRequest, "features", $"join {join} of feature view {view} has neither an event time nor a validity, so what it said at a time is not known");
        }

        request.ThrowIfAny();
        if (request.Views.FirstOrDefault(view => view.Reader.History is null) is { } timeless)
        {
            throw new ServiceException(ErrorReason.NotSupported, $"The source of feature view {timeless.View.Name} cannot be asked about many points in time at once.");
        }

        if (request.Views.FirstOrDefault(view => view.View.Parameters.Count > 0) is { } parametrized)
        {
            throw new ServiceException(ErrorReason.NotSupported, $"Feature view {parametrized.View.Name} takes parameters, which cannot be set for many points in time; fetch its features by entity key.");
        }

        return new BatchSchema(
            [.. request.Views.SelectMany(view => view.View.Keys).DistinctBy(key => key.Name, StringComparer.Ordinal)],
            [.. request.Features.Views.Select(BatchViewSchema.Of)],
            HasTimes: true);
    }

    /// <exception cref="ServiceException">As <c>HistoricalFeaturesService/GetHistoricalFeatures</c> says of requests.</exception>
    public HistoryRows ReadRows(GetHistoricalFeaturesRequest message, DateTimeOffset now)
    {
        request.Message = string.Create(CultureInfo.InvariantCulture, $"messages[{++messages}].");
        var keys = new KeyColumns(request, limits);
        var times = new ColumnValues<long>();
        if (message.Rows is not { } rows)
        {
            request.Add(ErrorReason.InvalidRequest, "rows", "must be there: only the first message is start");
        }
        else
        {
            keys.Read(rows.EntityKeys);
            ReadTimes(rows.Times?.Values ?? [], keys.RowCount, now, times);
        }

        request.ThrowIfAny();
        return new HistoryRows(keys, times);
    }

    private void ReadTimes(IReadOnlyList<Google.Protobuf.WellKnownTypes.Timestamp> sent, int rowCount, DateTimeOffset now, ColumnValues<long> times)
    {
        if (sent.Count != rowCount)
        {
            request.Add(ErrorReason.InvalidRequest, "times", $"has {sent.Count} rows, and the entity keys have {rowCount}");
        }

        List<int> wrong = [];
        List<int> later = [];
        for (var row = 0; row < sent.Count; row++)
        {
            if (!AsOfTime.IsTime(sent[row]))
            {
                wrong.Add(row);
            }
            else
            {
                var time = sent[row].ToDateTimeOffset();
                later.AddRange(time > now ? [row] : []);
                times.Add(Timestamps.FromDateTimeOffset(time));
            }
        }

        Tell(wrong, "is no point in time from year 1 to 9999");
        Tell(later, "lies in the future");
    }

    private void Tell(List<int> rows, string description)
    {
        foreach (var row in rows.Take(RowsTold))
        {
            request.Add(ErrorReason.InvalidRequest, $"times[{row}]", description);
        }

        if (rows.Count > RowsTold)
        {
            request.Add(ErrorReason.InvalidRequest, "times", $"{rows.Count - RowsTold} more rows: {description}");
        }
    }
}
