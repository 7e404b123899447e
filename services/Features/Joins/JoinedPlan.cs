using FedMl.Features.Sources;

namespace FedMl.Features.Joins;

/// <summary>A plan with joins as plans of single assets.</summary>
internal sealed class JoinedPlan
{
    private readonly RowPlan plan;

    // Where a column of the plan is among those of its asset.
    private readonly int[] places;

    // Where the keys of each join are among the columns of the plan's own asset.
    private readonly int[][] keys;

    /// <param name="plan">Its joins have names and keys; its columns name no other.</param>
    public JoinedPlan(RowPlan plan)
    {
        this.plan = plan;
        places = new int[plan.Columns.Count];
        List<PlanColumn> own = [];
        var joined = plan.Joins.ToDictionary(join => join.Name, _ => new List<PlanColumn>(), StringComparer.Ordinal);
        for (var i = 0; i < places.Length; i++)
        {
            var columns = plan.Columns[i].Join is { } join ? joined[join] : own;
            places[i] = columns.Count;
            columns.Add(plan.Columns[i]);
        }

        keys = new int[plan.Joins.Count][];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = [.. Enumerable.Range(own.Count, plan.Joins[i].Keys.Count)];
            own.AddRange(plan.Joins[i].Keys.Select(key => key.Own));
        }

        Own = plan with { Columns = own, Joins = [] };
        Joined =
        [
            .. plan.Joins.Select(join => new RowPlan(join.Asset, [.. join.Keys.Select(key => key.Joined)], joined[join.Name], join.EventTime, join.Validity)),
        ];
    }

    /// <summary>Of the plan's own asset: its columns, and then the keys of the joins.</summary>
    public RowPlan Own { get; }

    /// <summary>Of each join.</summary>
    public IReadOnlyList<RowPlan> Joined { get; }

    public IReadOnlyList<JoinPlan> Joins => plan.Joins;

    /// <summary>The columns of the own asset that are needed for some of the plan: those, and the keys of all joins.</summary>
    public IReadOnlyList<int> OwnOf(IReadOnlyList<int> wanted) => [.. Of(null, wanted), .. keys.SelectMany(places => places)];

    /// <summary>The columns of a join's asset that are needed for some of the plan.</summary>
    public IReadOnlyList<int> JoinedOf(int join, IReadOnlyList<int> wanted) => [.. Of(plan.Joins[join].Name, wanted)];

    /// <summary>Where the keys of a join are in what <see cref="OwnOf"/> reads.</summary>
    public Range KeysOf(int join, IReadOnlyList<int> wanted)
    {
        var start = Of(null, wanted).Count() + keys.Take(join).Sum(places => places.Length);
        return start..(start + keys[join].Length);
    }

    /// <summary>For each column wanted its join, -1 for none, and its place in what is read for it.</summary>
    public IEnumerable<(int Join, int Place)> PlacesOf(IReadOnlyList<int> wanted)
    {
        var next = new int[plan.Joins.Count + 1];
        foreach (var column in wanted)
        {
            var join = JoinOf(plan.Columns[column]);
            yield return (join, next[join + 1]++);
        }
    }

    /// <summary>A fault of a whole joined asset is that of its join.</summary>
    public PlanFault ToOuter(int join, PlanFault fault)
    {
        var (name, asset) = (plan.Joins[join].Name, plan.Joins[join].Asset);
        return fault with { Column = fault.Column ?? plan.Joins[join].Keys[0].Joined, Description = $"join {name} ({asset.Space}.{asset.Asset}): {fault.Description}" };
    }

    private int JoinOf(PlanColumn column)
    {
        var join = plan.Joins.Count - 1;
        while (join >= 0 && plan.Joins[join].Name != column.Join)
        {
            join--;
        }

        return join;
    }

    private IEnumerable<int> Of(string? join, IReadOnlyList<int> wanted) => wanted.Where(i => plan.Columns[i].Join == join).Select(i => places[i]);
}
