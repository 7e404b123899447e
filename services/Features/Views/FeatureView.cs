using FedMl.Features.Caching;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>A feature view as its file declares it.</summary>
/// <param name="Line">Line in the file that names the view.</param>
/// <param name="SourceLine">Line in the file that names the source.</param>
internal sealed record FeatureView(
    string Name, int Line, IReadOnlyList<EntityKey> Keys, IReadOnlyList<Feature> Features, AssetReference Asset, int SourceLine)
{
    private RowPlan? plan;

    public TimeColumns Times { get; init; } = TimeColumns.None;

    /// <summary>Age of the event time from which on values are STALE; null: never.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>What the owner advises where a value is missing; told, not applied.</summary>
    public string DefaultPolicy { get; init; } = "";

    /// <summary>How long rows may be kept; null: what the configuration says.</summary>
    public CacheDeclaration? Cache { get; init; }

    public IReadOnlyList<ViewParameter> Parameters { get; init; } = [];

    public RowPlan Plan => plan ??= new RowPlan(
        Asset, [.. Keys.Select(key => key.Column)], [.. Features.Select(feature => feature.Column)], Times.Event?.Column, Times.Validity)
    {
        Parameters = [.. Parameters.Select(parameter => parameter.Plan)],
    };

    /// <summary>What a column of the plan is called in the file, and where.</summary>
    public (string Name, int Line) Declares(PlanColumn column)
    {
        foreach (var key in Keys.Where(key => ReferenceEquals(key.Column, column)))
        {
            return ($"entity key {key.Name}", key.Line);
        }

        foreach (var feature in Features.Where(feature => ReferenceEquals(feature.Column, column)))
        {
            return ($"feature {feature.Name}", feature.Line);
        }

        return Times.Declares(column) ?? ("source", SourceLine);
    }
}

internal sealed record EntityKey(string Name, PlanColumn Column, int Line);
