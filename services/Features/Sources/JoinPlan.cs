namespace FedMl.Features.Sources;

/// <summary>
/// An asset of which each row of a plan gets the one with its key, or nulls where there is none. Several with that key make
/// the row ambiguous, whichever columns are asked for; they never multiply it.
/// </summary>
/// <param name="Name">Unique in its plan.</param>
/// <param name="EventTime">Of the rows with the key the latest at or before the point in time asked about counts.</param>
/// <param name="Validity">Only rows that hold then count.</param>
internal sealed record JoinPlan(string Name, AssetReference Asset, IReadOnlyList<JoinKey> Keys, PlanColumn? EventTime = null, Validity? Validity = null);

/// <summary>What must be equal, both of one type; null equals nothing.</summary>
/// <param name="Own">Column of the plan's own asset.</param>
/// <param name="Joined">Column of the joined asset.</param>
internal sealed record JoinKey(PlanColumn Own, PlanColumn Joined);
