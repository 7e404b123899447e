using FedMl.Features.Sources;

namespace FedMl.Features.Sql.Statements;

/// <summary>A plan of which every column is known to the database.</summary>
/// <param name="Matches">How keys are compared.</param>
/// <param name="From">How the begin of validity is compared.</param>
/// <param name="To">How its end is.</param>
/// <param name="Keys">How keys are read, in the same order.</param>
internal sealed record BoundPlan(
    RowPlan Plan,
    IReadOnlyList<KeyMatch> Matches,
    IReadOnlyList<ColumnRead> Keys,
    IReadOnlyList<ColumnRead> Columns,
    EventTimeMatch? TimeMatch,
    ColumnRead? TimeRead,
    EventTimeMatch? From = null,
    EventTimeMatch? To = null)
{
    /// <summary>Those of the plan, in its order.</summary>
    public IReadOnlyList<BoundJoin> Joins { get; init; } = [];

    /// <summary>Keys (if asked), wanted columns and event time (if there is one), in this order.</summary>
    public SelectedColumns Select(IReadOnlyList<int> wanted, bool withKeys) => new(
    [
        .. withKeys ? Plan.Keys.Zip(Keys) : [],
        .. wanted.Select(i => (Plan.Columns[i], Columns[i])),
        .. TimeRead is { } time ? [(Plan.EventTime!, time)] : Array.Empty<(PlanColumn, ColumnRead)>(),
    ]);
}
