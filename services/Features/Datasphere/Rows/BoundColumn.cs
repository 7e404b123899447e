using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>A plan's column and what the asset has of it.</summary>
internal sealed record BoundColumn(PlanColumn Plan, AssetColumn Source);

/// <summary>A plan that can be read.</summary>
/// <param name="EntitySet">Address of the rows, or of the parameters that lead to them.</param>
/// <param name="Measure">Read with the wanted columns, because aggregated rows need one; null: none is needed.</param>
internal sealed record BoundPlan(
    Uri EntitySet, bool IsAnalytical, IReadOnlyList<BoundColumn> Keys, IReadOnlyList<BoundColumn> Columns, BoundColumn? EventTime, AssetColumn? Measure)
{
    public Validity? Validity { get; init; }

    /// <summary>The begin of validity.</summary>
    public BoundColumn? From { get; init; }

    /// <summary>Its end.</summary>
    public BoundColumn? To { get; init; }

    /// <summary>The asset's parameters in its order, and which of a request's values each has.</summary>
    public IReadOnlyList<(AssetColumn Declared, int Value)> Parameters { get; init; } = [];

    /// <summary>Whether the same is read.</summary>
    public bool IsLike(BoundPlan other) =>
        EntitySet == other.EntitySet && IsAnalytical == other.IsAnalytical && Keys.SequenceEqual(other.Keys) && Columns.SequenceEqual(other.Columns)
        && EventTime == other.EventTime && Measure == other.Measure && From == other.From && To == other.To && Parameters.SequenceEqual(other.Parameters);
}
