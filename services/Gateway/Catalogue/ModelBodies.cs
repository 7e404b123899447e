using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FedMl.Gateway.Catalogue;

internal sealed record ModelListBody(IReadOnlyList<ModelBody> Models);

/// <param name="Aliases">Version by alias.</param>
/// <param name="Versions">Oldest first.</param>
/// <param name="ModelCard">Text of the default version's model card, else the newest's; only where one model is asked for.</param>
internal sealed record ModelBody(
    string Name, IReadOnlyDictionary<string, string> Aliases, IReadOnlyList<ModelVersionBody> Versions, string? ModelCard = null);

/// <param name="State">As Scoring sees it; <c>UNKNOWN</c> where Scoring does not know the version.</param>
/// <param name="Problem">Why the registry cannot offer it.</param>
/// <param name="Reason">Why Scoring could not load it.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Graph">What its graph asks of the runtime.</param>
internal sealed record ModelVersionBody(
    string Version,
    IReadOnlyList<string> Aliases,
    string State,
    bool IsDefault,
    string? Digest,
    DateTimeOffset? PublishedAt,
    string? Problem,
    string? Reason,
    string? Message,
    GraphBody? Graph = null,
    IReadOnlyList<ModelInputBody>? Inputs = null,
    IReadOnlyList<ModelOutputBody>? Outputs = null);

/// <param name="OperatorSets">Version by domain.</param>
/// <param name="Operators">With their domain unless that is the standard one.</param>
/// <param name="Unsupported">What the runtime cannot run.</param>
internal sealed record GraphBody(long IrVersion, IReadOnlyDictionary<string, long> OperatorSets, IReadOnlyList<string> Operators, IReadOnlyList<string>? Unsupported);

internal sealed record ModelInputBody(string Name, string Datatype, string? Feature, string? Missing);

internal sealed record ModelOutputBody(string Name, string Datatype, IReadOnlyList<string>? Classes);

internal sealed record FeatureViewListBody(IReadOnlyList<FeatureViewBody> FeatureViews, IReadOnlyList<FeatureViewFaultBody> Faults);

internal sealed record FeatureViewBody(
    string Name,
    string Space,
    string Asset,
    IReadOnlyList<EntityKeyBody> EntityKeys,
    IReadOnlyList<FeatureBody> Features,
    string? EventTime,
    double? TimeToLiveSeconds,
    string? ValidFrom,
    string? ValidTo,
    bool? ValidToInclusive,
    string? DefaultPolicy,
    IReadOnlyList<ParameterBody>? Parameters,
    IReadOnlyList<JoinBody>? Joins);

internal sealed record EntityKeyBody(string Name, string Type);

internal sealed record FeatureBody(
    string Name,
    string Type,
    string? Unit,
    string? Description,
    string? UnitFeature,
    string? CurrencyFeature,
    string? Missing,
    JsonNode? Default,
    string? Join);

internal sealed record ParameterBody(string Name, string Type, JsonNode? Default);

internal sealed record JoinBody(
    string Name,
    string Space,
    string Asset,
    IReadOnlyList<JoinKeyBody> Keys,
    string? EventTime,
    string? ValidFrom,
    string? ValidTo,
    bool? ValidToInclusive);

internal sealed record JoinKeyBody(string Key, string Type, string Column);

internal sealed record FeatureViewFaultBody(string File, int Line, string Description);

internal sealed record SpaceListBody(IReadOnlyList<SpaceBody> Spaces);

internal sealed record SpaceBody(string Name);

internal sealed record AssetListBody(IReadOnlyList<AssetBody> Assets);

/// <param name="Columns">In the order of the source; only where one asset is asked for.</param>
internal sealed record AssetBody(string Space, string Name, IReadOnlyList<AssetColumnBody>? Columns = null);

internal sealed record AssetColumnBody(string Name, string Type, string SourceType, bool Nullable);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelListBody))]
[JsonSerializable(typeof(ModelBody))]
[JsonSerializable(typeof(FeatureViewListBody))]
[JsonSerializable(typeof(SpaceListBody))]
[JsonSerializable(typeof(AssetListBody))]
[JsonSerializable(typeof(AssetBody))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
