using System.Text.Json;

namespace FedMl.Features.Datasphere.Catalog;

/// <summary>An asset as the catalog tells it. The URLs are the catalog's own words, not yet looked at.</summary>
/// <param name="Label">For people; may be empty.</param>
/// <param name="IsAnalytical">Whether it is read aggregated, for it is offered in no other way.</param>
internal sealed record CatalogAsset(string Name, string Label, string DataUrl, string? MetadataUrl, bool IsAnalytical, bool HasParameters)
{
    /// <summary>Null: it is offered in no way, or is no asset.</summary>
    public static CatalogAsset? Read(JsonElement json) =>
        Text(json, "name") is not { } name ? null
        : Text(json, "assetRelationalDataUrl") is { } relational ? new(name, Text(json, "label") ?? "", relational, Text(json, "assetRelationalMetadataUrl"), IsAnalytical: false, AsksForParameters(json))
        : Text(json, "assetAnalyticalDataUrl") is { } analytical ? new(name, Text(json, "label") ?? "", analytical, Text(json, "assetAnalyticalMetadataUrl"), IsAnalytical: true, AsksForParameters(json))
        : null;

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static bool AsksForParameters(JsonElement json) => json.TryGetProperty("hasParameters", out var value) && value.ValueKind == JsonValueKind.True;
}
