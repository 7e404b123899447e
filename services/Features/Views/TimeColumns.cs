using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>Which columns tell when a row's values were true and from when until when they hold.</summary>
internal sealed record TimeColumns(TimeColumn? Event, TimeColumn? From, TimeColumn? To, bool IsToInclusive)
{
    public static TimeColumns None { get; } = new(null, null, null, IsToInclusive: false);

    /// <summary>Whether what is true differs from one point in time to another.</summary>
    public bool HasAny => Event is not null || From is not null;

    public Validity? Validity { get; } = From is null ? null : new Validity(From.Column, To?.Column, IsToInclusive);

    /// <summary>The field that declares a column, and its line.</summary>
    public (string Name, int Line)? Declares(PlanColumn column) =>
        ReferenceEquals(column, Event?.Column) ? ("eventTime", Event!.Line)
        : ReferenceEquals(column, From?.Column) ? ("validFrom", From!.Line)
        : ReferenceEquals(column, To?.Column) ? ("validTo", To!.Line)
        : null;

    /// <summary>Reads the fields <c>eventTime</c>, <c>validFrom</c> and <c>validTo</c>.</summary>
    public static TimeColumns Read(YamlFields fields)
    {
        var time = fields.Text("eventTime") is { } column ? new TimeColumn(new PlanColumn(column, ValueType.Timestamp), fields.LineOf("eventTime")) : null;
        var (from, _) = Bound(fields, "validFrom");
        var (to, isInclusive) = Bound(fields, "validTo");
        if (to is not null && fields.Optional("validFrom") is null)
        {
            fields.Fault("validTo", "validTo needs a validFrom");
        }

        return new TimeColumns(time, from, to, isInclusive);
    }

    // Dates as SAP has them: the last day still belongs to it. A point in time ends what comes before it.
    private static (TimeColumn? Column, bool IsInclusive) Bound(YamlFields view, string field)
    {
        if (view.Optional(field) is not YamlMap map)
        {
            return (view.Text(field) is { } name ? new TimeColumn(new PlanColumn(name, ValueType.Date), view.LineOf(field)) : null, true);
        }

        string[] known = field == "validTo" ? ["column", "type", "inclusive"] : ["column", "type"];
        if (view.Of(map, field, known) is not { } fields)
        {
            return (null, true);
        }

        var column = fields.RequiredText("column");
        var type = fields.Optional("type") is null ? ValueType.Date : fields.Type(field, [ValueType.Date, ValueType.Timestamp]);
        var isInclusive = known.Contains("inclusive") && fields.Optional("inclusive") is not null ? fields.Truth("inclusive") : type == ValueType.Date;
        return (column is null ? null : new TimeColumn(new PlanColumn(column, type), fields.Line), isInclusive);
    }
}

internal sealed record TimeColumn(PlanColumn Column, int Line);
