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

    public IReadOnlyList<ViewJoin> Joins { get; init; } = [];

    /// <summary>Whether what is true differs from one point in time to another.</summary>
    public bool IsTimed => Times.HasAny || Joins.Any(join => join.Times.HasAny);

    public RowPlan Plan => plan ??= new RowPlan(
        Asset, [.. Keys.Select(key => key.Column)], [.. Features.Select(feature => feature.Column)], Times.Event?.Column, Times.Validity)
    {
        Parameters = [.. Parameters.Select(parameter => parameter.Plan)],
        Joins = [.. Joins.Select(join => join.Plan)],
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

        foreach (var join in Joins.Where(join => join.Plan.Keys.Any(key => ReferenceEquals(key.Own, column) || ReferenceEquals(key.Joined, column))))
        {
            return ($"key of join {join.Name}", join.Line);
        }

        return Joins.Select(join => join.Times.Declares(column)).Prepend(Times.Declares(column)).FirstOrDefault(declared => declared is not null) ?? ("source", SourceLine);
    }
}

internal sealed record EntityKey(string Name, PlanColumn Column, int Line);
