using FedMl.Features.Sources;

namespace FedMl.Features.Sql.Statements;

/// <summary>Which rows count: at one point in time, or each at that of the row that it is joined with.</summary>
internal static class CountingRows
{
    private const string Event = "~t";
    private const string Begin = "~f";
    private const string End = "~u";

    /// <summary>Conditions on rows of the asset.</summary>
    public static IEnumerable<string> At(BoundPlan plan, DateTimeOffset asOf, List<object> parameters)
    {
        parameters.AddRange(Parameters(plan, asOf));
        return Conditions(plan, _ => "?");
    }

    /// <summary>The same, on rows joined with <paramref name="asked"/>.</summary>
    public static IEnumerable<string> AtThatOf(BoundPlan plan, string asked) => Conditions(plan, name => $"{asked}.\"{name}\"");

    /// <summary>The columns that rows asked about need for that; takes <see cref="Parameters"/>.</summary>
    public static IEnumerable<string> Columns(BoundPlan plan) => Matches(plan).Select(bound => $"CAST(? AS {bound.Match.Type}) AS \"{bound.Name}\"");

    public static IEnumerable<object> Parameters(BoundPlan plan, DateTimeOffset asOf) =>
        Matches(plan).Select(bound => bound.Match.ToParameter(bound.Name == End ? plan.Plan.Validity!.HoldsAfter(asOf) : asOf));

    private static IEnumerable<string> Conditions(BoundPlan plan, Func<string, string> time) => Matches(plan).Select(bound => bound.Name == End
        ? $"({bound.Match.Sql} > {time(bound.Name)} OR {bound.Match.Sql} IS NULL)"
        : $"{bound.Match.Sql} <= {time(bound.Name)}");

    private static IEnumerable<(string Name, EventTimeMatch Match)> Matches(BoundPlan plan) =>
        new[] { (Event, plan.TimeMatch), (Begin, plan.From), (End, plan.To) }.Where(bound => bound.Item2 is not null).Select(bound => (bound.Item1, bound.Item2!));
}
