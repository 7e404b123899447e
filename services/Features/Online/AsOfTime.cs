using FedMl.Protos.Errors.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Online;

/// <summary>The point in time that a request asks about.</summary>
internal static class AsOfTime
{
    // Year 1 to 9999 is what the message's own rules allow.
    private const long MinSeconds = -62_135_596_800;
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The time asked, or now; what is wrong with it is a fault of the request.</summary>
    public static DateTimeOffset Read(Timestamp? asked, FeatureRequest request, DateTimeOffset now)
    {
        if (asked is null)
        {
            return now;
        }

        if (!IsTime(asked))
        {
            request.Add(ErrorReason.InvalidRequest, "as_of", "is no point in time from year 1 to 9999");
            return now;
        }

        var asOf = asked.ToDateTimeOffset();
        if (asOf > now)
        {
            request.Add(ErrorReason.InvalidRequest, "as_of", "lies in the future");
        }

        foreach (var view in request.Views.Where(v => !v.View.IsTimed))
        {
            request.Add(ErrorReason.InvalidRequest, "as_of", $"feature view {view.View.Name} has neither an event time nor a validity");
        }

        return asOf;
    }

    public static bool IsTime(Timestamp asked) => asked.Seconds is >= MinSeconds and <= MaxSeconds && asked.Nanos is >= 0 and <= 999_999_999;
}
