using FedMl.Features.Online;
using FedMl.Protos.Features.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Views;

/// <summary>A declared view as messages carry it.</summary>
internal static class ViewMessage
{
    public static Protos.Features.V1.FeatureView Of(FeatureView view) => new()
    {
        Name = view.Name,
        Space = view.Asset.Space,
        Asset = view.Asset.Asset,
        EventTime = view.Times.Event?.Column.Column ?? "",
        ValidFrom = view.Times.From?.Column.Column ?? "",
        ValidTo = view.Times.To?.Column.Column ?? "",
        ValidToInclusive = view.Times.To is not null && view.Times.IsToInclusive,
        TimeToLive = view.TimeToLive is { } life ? Duration.FromTimeSpan(life) : null,
        DefaultPolicy = view.DefaultPolicy,
        EntityKeys = { view.Keys.Select(key => new Protos.Features.V1.EntityKey { Name = key.Name, Type = key.Column.Type }) },
        Parameters = { view.Parameters.Select(Of) },
        Joins = { view.Joins.Select(Of) },
        Features = { view.Features.Select(feature => Of(view, feature)) },
    };

    private static Protos.Features.V1.ViewJoin Of(ViewJoin join) => new()
    {
        Name = join.Name,
        Space = join.Plan.Asset.Space,
        Asset = join.Plan.Asset.Asset,
        Keys = { join.Plan.Keys.Select(key => new Protos.Features.V1.ViewJoinKey { Key = key.Own.Column, Type = key.Own.Type, Column = key.Joined.Column }) },
        EventTime = join.Times.Event?.Column.Column ?? "",
        ValidFrom = join.Times.From?.Column.Column ?? "",
        ValidTo = join.Times.To?.Column.Column ?? "",
        ValidToInclusive = join.Times.To is not null && join.Times.IsToInclusive,
    };

    private static Protos.Features.V1.ViewParameter Of(ViewParameter parameter) => new()
    {
        Name = parameter.Name,
        Type = parameter.Plan.Type,
        DefaultValue = parameter.Default is { } value ? ParameterValues.ToMessage(value, parameter.Plan.Type) : null,
    };

    private static Protos.Features.V1.Feature Of(FeatureView view, Feature feature) => new()
    {
        Name = feature.Name,
        Type = feature.Column.Type,
        Join = feature.Column.Join ?? "",
        Unit = feature.Unit,
        Description = feature.Description,
        UnitFeature = NameOf(view, feature, feature.UnitColumn),
        CurrencyFeature = NameOf(view, feature, feature.CurrencyColumn),
        Missing = feature.Missing switch
        {
            Missing.Reject => MissingPolicy.Reject,
            Missing.Default => MissingPolicy.Default,
            Missing.Pass => MissingPolicy.Pass,
            _ => MissingPolicy.Unspecified,
        },
        DefaultValue = feature.Default is { } value ? ParameterValues.ToMessage(value, feature.Column.Type) : null,
    };

    private static string NameOf(FeatureView view, Feature feature, string? column) => column is null ? "" : FeatureReader.Telling(view.Features, feature, column)!.Name;
}
