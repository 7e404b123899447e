using FedMl.Features.Expressions;

namespace FedMl.Features.Sources;

/// <summary>What a feature view reads of its asset and of those that are joined to it.</summary>
/// <param name="Validity">Met only by a source that says that it can compare it.</param>
internal sealed record RowPlan(
    AssetReference Asset, IReadOnlyList<PlanColumn> Keys, IReadOnlyList<PlanColumn> Columns, PlanColumn? EventTime, Validity? Validity = null)
{
    /// <summary>Input parameters of the asset. Met only by a source that says that it has them.</summary>
    public IReadOnlyList<PlanParameter> Parameters { get; init; } = [];

    /// <summary>Met only by a source that says that it joins; for another the assets are read one by one.</summary>
    public IReadOnlyList<JoinPlan> Joins { get; init; } = [];

    /// <summary>Keys, columns, begin and end of validity, event time, in this order.</summary>
    public IReadOnlyList<PlanColumn> All => [.. Keys, .. Columns, .. new[] { Validity?.From, Validity?.To, EventTime }.OfType<PlanColumn>()];
}

/// <summary>One column to read, or one expression over the columns of the same row.</summary>
/// <param name="Type">The type that the values must have.</param>
/// <param name="Column">Name of the column in the source.</param>
/// <param name="Expression">
/// What the view's owner declared; goes before <paramref name="Column"/>. A source meets it only where it says that it can
/// compute it.
/// </param>
internal sealed record PlanColumn(string Column, ValueType Type, ParsedExpression? Expression = null)
{
    /// <summary>Name of the join whose asset has the column; null: the plan's own.</summary>
    public string? Join { get; init; }
}

/// <summary>An input parameter, by its name in the source.</summary>
internal sealed record PlanParameter(string Name, ValueType Type);
