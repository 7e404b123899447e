using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Online;

/// <summary>As of when the rows of a request are answered: all of one point in time, or each of its own.</summary>
internal sealed class AsOfTimes
{
    private readonly DateTimeOffset common;
    private readonly DateTimeOffset[]? ofRows;

    private AsOfTimes(DateTimeOffset common, DateTimeOffset[]? ofRows, bool isNow)
    {
        (this.common, this.ofRows, IsNow) = (common, ofRows, isNow);
        Groups = ofRows is null ? [] : [.. ofRows.Select((time, row) => (time, row)).GroupBy(at => at.time, at => at.row).Select(group => (group.Key, group.ToArray()))];
    }

    /// <summary>Whether the request names no point in time.</summary>
    public bool IsNow { get; }

    /// <summary>The rows of each point in time; empty: all rows are of one.</summary>
    public IReadOnlyList<(DateTimeOffset Time, int[] Rows)> Groups { get; }

    public DateTimeOffset Of(int row) => ofRows is null ? common : ofRows[row];

    /// <summary>Reads them; what is wrong with them is told to the request.</summary>
    public static AsOfTimes Read(GetOnlineFeaturesRequest asked, FeatureRequest request, int rowCount, int maxPoints, DateTimeOffset now)
    {
        if (asked.AsOf is null && asked.RowAsOf.Count == 0)
        {
            return new AsOfTimes(now, null, isNow: true);
        }

        foreach (var view in request.Views.Where(view => !view.View.IsTimed))
        {
            request.Add(ErrorReason.InvalidRequest, asked.AsOf is null ? "row_as_of" : "as_of", $"feature view {view.View.Name} has neither an event time nor a validity");
        }

        var common = asked.AsOf is null ? now : Read(asked.AsOf, "as_of", request, now) ?? now;
        // Without a view nothing is known of the rows.
        if (asked.RowAsOf.Count == 0 || request.Views.Count == 0)
        {
            return new AsOfTimes(common, null, isNow: false);
        }

        if (asked.RowAsOf.Count != rowCount)
        {
            request.Add(ErrorReason.InvalidRequest, "row_as_of", $"has {asked.RowAsOf.Count} rows, the entity keys {rowCount}");
            return new AsOfTimes(common, null, isNow: false);
        }

        var times = new DateTimeOffset[rowCount];
        for (var row = 0; row < rowCount; row++)
        {
            if (Read(asked.RowAsOf[row], $"row_as_of[{row}]", request, now) is not { } time)
            {
                return new AsOfTimes(common, null, isNow: false); // One wrong row is told, not ten thousand.
            }

            times[row] = time;
        }

        var read = new AsOfTimes(common, times, isNow: false);
        if (read.Groups.Count > maxPoints)
        {
            request.Add(ErrorReason.InvalidRequest, "row_as_of", $"names {read.Groups.Count} different points in time; at most {maxPoints}");
        }

        return read;
    }

    private static DateTimeOffset? Read(Timestamp sent, string field, FeatureRequest request, DateTimeOffset now)
    {
        // Year 1 to 9999 is what the message's own rules allow.
        if (sent.Seconds is < -62_135_596_800 or > 253_402_300_799 || sent.Nanos is < 0 or > 999_999_999)
        {
            request.Add(ErrorReason.InvalidRequest, field, "is no point in time from year 1 to 9999");
            return null;
        }

        var time = sent.ToDateTimeOffset();
        if (time > now)
        {
            request.Add(ErrorReason.InvalidRequest, field, "lies in the future");
            return null;
        }

        return time;
    }
}
