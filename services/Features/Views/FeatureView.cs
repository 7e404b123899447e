using FedMl.Features.Caching;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>A feature view as its file declares it.</summary>
/// <param name="DefaultPolicy">What the owner advises where a value is missing; told, not applied.</param>
/// <param name="Line">Line in the file that names the view.</param>
/// <param name="SourceLine">Line in the file that names the source.</param>
internal sealed record FeatureView(
    string Name,
    int Line,
    IReadOnlyList<EntityKey> Keys,
    IReadOnlyList<Feature> Features,
    EventTime? EventTime,
    TimeSpan? TimeToLive,
    string DefaultPolicy,
    AssetReference Asset,
    int SourceLine)
{
    public RowPlan Plan { get; } = new(
        Asset, [.. Keys.Select(key => key.Column)], [.. Features.Select(feature => feature.Column)], EventTime?.Column);

    /// <summary>How long rows may be kept; null: what the configuration says.</summary>
    public CacheDeclaration? Cache { get; init; }

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

        return ("eventTime", EventTime?.Line ?? SourceLine);
    }
}

internal sealed record EntityKey(string Name, PlanColumn Column, int Line);

internal sealed record Feature(string Name, PlanColumn Column, string Unit, string Description, int Line);

internal sealed record EventTime(PlanColumn Column, int Line);
