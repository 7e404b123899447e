using FedMl.Features.Expressions;

namespace FedMl.Features.Sources;

/// <summary>What a feature view reads of its asset.</summary>
internal sealed record RowPlan(
    AssetReference Asset, IReadOnlyList<PlanColumn> Keys, IReadOnlyList<PlanColumn> Columns, PlanColumn? EventTime)
{
    /// <summary>Keys, columns and event time, in this order.</summary>
    public IReadOnlyList<PlanColumn> All => [.. Keys, .. Columns, .. EventTime is null ? Array.Empty<PlanColumn>() : [EventTime]];
}

/// <summary>One column to read, or one expression over the columns of the same row.</summary>
/// <param name="Type">The type that the values must have.</param>
/// <param name="Column">Name of the column in the source.</param>
/// <param name="Expression">
/// What the view's owner declared; goes before <paramref name="Column"/>. A source meets it only where it says that it can
/// compute it.
/// </param>
internal sealed record PlanColumn(string Column, ValueType Type, ParsedExpression? Expression = null);
