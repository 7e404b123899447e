using System.Text.Json.Serialization;

namespace FedMl.Gateway.Discovery;

/// <param name="NextPageToken">Asks for the next page; null: there is none.</param>
internal sealed record FoundAssetListBody(IReadOnlyList<FoundAssetBody> Assets, string? NextPageToken);

internal sealed record FoundAssetBody(string Space, string Name, string? Label);

internal sealed record AssetProfileBody(long Rows, bool IsSample, bool ValuesHidden, IReadOnlyList<ColumnProfileBody> Columns);

/// <param name="Distinct">Null: not told.</param>
/// <param name="Min">Null: there is none, or it is not told.</param>
internal sealed record ColumnProfileBody(
    string Name, string Type, string SourceType, long Nulls, long? Distinct, string? Min, string? Max, IReadOnlyList<HistogramBarBody> Histogram);

internal sealed record HistogramBarBody(string From, string To, long Count);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FoundAssetListBody))]
[JsonSerializable(typeof(AssetProfileBody))]
internal sealed partial class DiscoveryJson : JsonSerializerContext;
