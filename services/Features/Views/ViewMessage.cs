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
        Features = { view.Features.Select(feature => Of(view, feature)) },
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
        Unit = feature.Unit,
        Description = feature.Description,
        UnitFeature = NameOf(view, feature.UnitColumn),
        CurrencyFeature = NameOf(view, feature.CurrencyColumn),
        Missing = feature.Missing switch
        {
            Missing.Reject => MissingPolicy.Reject,
            Missing.Default => MissingPolicy.Default,
            Missing.Pass => MissingPolicy.Pass,
            _ => MissingPolicy.Unspecified,
        },
        DefaultValue = feature.Default is { } value ? ParameterValues.ToMessage(value, feature.Column.Type) : null,
    };

    private static string NameOf(FeatureView view, string? column) => column is null ? "" : FeatureReader.Telling(view.Features, column)!.Name;
}
