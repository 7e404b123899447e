namespace FedMl.Features.Sql.Statements;

/// <summary>A joined asset as a database's statements read it.</summary>
/// <param name="Own">How the columns that it is joined by are compared, in the plan's own asset.</param>
/// <param name="Joined">The asset by its key; its columns are those that the plan has of it.</param>
internal sealed record BoundJoin(IReadOnlyList<KeyMatch> Own, BoundPlan Joined);
