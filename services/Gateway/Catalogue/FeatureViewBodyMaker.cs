using System.Text.Json.Nodes;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Catalogue;

/// <summary>Tells a feature view as it is declared; what is not declared is left out.</summary>
internal static class FeatureViewBodyMaker
{
    public static FeatureViewBody BodyOf(FeatureView view) => new(
        view.Name,
        view.Space,
        view.Asset,
        [.. view.EntityKeys.Select(k => new EntityKeyBody(k.Name, ValueTypeNames.NameOf(k.Type)))],
        [.. view.Features.Select(BodyOf)],
        TextOrNull(view.EventTime),
        view.TimeToLive?.ToTimeSpan().TotalSeconds,
        TextOrNull(view.ValidFrom),
        TextOrNull(view.ValidTo),
        view.ValidTo.Length == 0 ? null : view.ValidToInclusive,
        TextOrNull(view.DefaultPolicy),
        view.Parameters.Count == 0 ? null : [.. view.Parameters.Select(p => new ParameterBody(p.Name, ValueTypeNames.NameOf(p.Type), NodeOf(p.DefaultValue)))],
        view.Joins.Count == 0 ? null : [.. view.Joins.Select(BodyOf)]);

    private static FeatureBody BodyOf(Feature feature) => new(
        feature.Name,
        ValueTypeNames.NameOf(feature.Type),
        TextOrNull(feature.Unit),
        TextOrNull(feature.Description),
        TextOrNull(feature.UnitFeature),
        TextOrNull(feature.CurrencyFeature),
        feature.Missing switch
        {
            MissingPolicy.Reject => "reject",
            MissingPolicy.Default => "default",
            MissingPolicy.Pass => "pass",
            _ => null,
        },
        NodeOf(feature.DefaultValue),
        TextOrNull(feature.Join));

    private static JoinBody BodyOf(ViewJoin join) => new(
        join.Name,
        join.Space,
        join.Asset,
        [.. join.Keys.Select(key => new JoinKeyBody(key.Key, ValueTypeNames.NameOf(key.Type), key.Column))],
        TextOrNull(join.EventTime),
        TextOrNull(join.ValidFrom),
        TextOrNull(join.ValidTo),
        join.ValidTo.Length == 0 ? null : join.ValidToInclusive);

    // Exact decimals stay text, as in the answers of features.
    private static JsonNode? NodeOf(Value? value) => value?.KindCase switch
    {
        Value.KindOneofCase.StringValue => JsonValue.Create(value.StringValue),
        Value.KindOneofCase.DecimalValue => JsonValue.Create(value.DecimalValue),
        Value.KindOneofCase.Int64Value => JsonValue.Create(value.Int64Value),
        Value.KindOneofCase.DoubleValue when double.IsFinite(value.DoubleValue) => JsonValue.Create(value.DoubleValue),
        Value.KindOneofCase.DoubleValue => JsonValue.Create(value.DoubleValue.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Value.KindOneofCase.BoolValue => JsonValue.Create(value.BoolValue),
        _ => null,
    };

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;
}
