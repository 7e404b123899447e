using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>A plan's column and what the asset has of it.</summary>
internal sealed record BoundColumn(PlanColumn Plan, AssetColumn Source);

/// <summary>A plan that can be read.</summary>
/// <param name="Rows">Address of the rows, without a query.</param>
/// <param name="Measure">Read with the wanted columns, because aggregated rows need one; null: none is needed.</param>
internal sealed record BoundPlan(
    Uri Rows, bool IsAnalytical, IReadOnlyList<BoundColumn> Keys, IReadOnlyList<BoundColumn> Columns, BoundColumn? EventTime, AssetColumn? Measure)
{
    /// <summary>Whether the same is read.</summary>
    public bool IsLike(BoundPlan other) =>
        Rows == other.Rows && IsAnalytical == other.IsAnalytical && Keys.SequenceEqual(other.Keys) && Columns.SequenceEqual(other.Columns) && EventTime == other.EventTime && Measure == other.Measure;
}
