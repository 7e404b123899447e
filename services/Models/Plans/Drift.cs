namespace FedMl.Models.Plans;

/// <summary>
/// How much one distribution differs from another: the population stability index over groups that each hold a tenth of
/// the stable one, where there are that many kinds, less what it is expected to be by chance alone.
/// </summary>
internal static class Drift
{
    private const double Tenth = 0.1;

    // So that a group which one of them never had counts much, and not infinitely.
    private const double Least = 0.5;

    /// <param name="stable">Counts by kind.</param>
    /// <param name="other">Counts by kind of the one that is held against it.</param>
    /// <returns>0: no difference; null: one of them is empty.</returns>
    public static double? Of(IReadOnlyDictionary<int, long> stable, IReadOnlyDictionary<int, long> other)
    {
        double stableTotal = stable.Values.Sum();
        double otherTotal = other.Values.Sum();
        if (stableTotal == 0 || otherTotal == 0)
        {
            return null;
        }

        var groups = GroupsOf(stable, other, stableTotal * Tenth);
        var index = 0.0;
        foreach (var group in groups)
        {
            var was = (group.Stable + Least) / (stableTotal + (Least * groups.Count));
            var now = (group.Other + Least) / (otherTotal + (Least * groups.Count));
            index += (now - was) * Math.Log(now / was);
        }

        return Math.Max(0, index - ((groups.Count - 1) * ((1 / stableTotal) + (1 / otherTotal))));
    }

    private static List<(long Stable, long Other)> GroupsOf(IReadOnlyDictionary<int, long> stable, IReadOnlyDictionary<int, long> other, double full)
    {
        List<(long Stable, long Other)> groups = [];
        (long Stable, long Other) open = default;
        void Close()
        {
            if (open != default)
            {
                groups.Add(open);
            }

            open = default;
        }

        foreach (var kind in stable.Keys.Union(other.Keys).Order())
        {
            var (was, now) = (stable.GetValueOrDefault(kind), other.GetValueOrDefault(kind));
            if (was >= full)
            {
                // A kind that is a group by itself has no neighbours in it: they would hide what is new beside it.
                Close();
                groups.Add((was, now));
                continue;
            }

            open = (open.Stable + was, open.Other + now);
            if (open.Stable >= full)
            {
                Close();
            }
        }

        Close();
        return groups;
    }
}
