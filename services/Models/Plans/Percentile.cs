namespace FedMl.Models.Plans;

/// <summary>Reads percentiles out of <c>VersionMeasurement.durations</c>.</summary>
internal static class Percentile
{
    public const int Entries = 216;

    private const double First = 1024;
    private const int Parts = 8;

    /// <summary>The time, nanoseconds, that so large a share of them does not pass; null: there are none.</summary>
    public static double? Of(IReadOnlyList<long> counts, double share)
    {
        var total = counts.Sum();
        if (total == 0)
        {
            return null;
        }

        var seen = 0L;
        for (var i = 0; i < counts.Count; i++)
        {
            seen += counts[i];
            if (seen >= share * total)
            {
                return Begin(i + 1);
            }
        }

        return Begin(counts.Count);
    }

    private static double Begin(int entry) => First * Math.Pow(2, entry / Parts) * (1 + ((double)(entry % Parts) / Parts));
}
