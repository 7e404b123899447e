using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>Another asset whose columns a view offers too, found by columns of the view's own.</summary>
internal sealed record ViewJoin(JoinPlan Plan, TimeColumns Times, int Line)
{
    /// <summary>Joins of one view.</summary>
    public const int MaxJoins = 8;

    /// <summary>Parts of the key of one join.</summary>
    public const int MaxKeys = 16;

    private static readonly string[] Known = ["name", "source", "on", "eventTime", "validFrom", "validTo"];

    public string Name => Plan.Name;

    /// <summary>Reads the field <c>joins</c>.</summary>
    public static IReadOnlyList<ViewJoin> Read(YamlFields view)
    {
        if (view.Optional("joins") is null)
        {
            return [];
        }

        var items = view.RequiredList("joins");
        if (items.Count > MaxJoins)
        {
            view.Fault("joins", $"a feature view has at most {MaxJoins} joins");
        }

        return [.. items.Take(MaxJoins).Select(item => Read(view, item)).OfType<ViewJoin>()];
    }

    private static ViewJoin? Read(YamlFields view, YamlItem item)
    {
        if (view.Of(item, "a join", Known) is not { } fields)
        {
            return null;
        }

        var name = fields.Name("join");
        var (asset, _) = fields.Asset();
        var items = fields.RequiredList("on");
        if (items.Count > MaxKeys)
        {
            fields.Fault("on", $"a join has at most {MaxKeys} keys");
        }

        JoinKey[] keys = [.. items.Take(MaxKeys).Select(key => Key(fields, key)).OfType<JoinKey>()];
        foreach (var twice in keys.GroupBy(key => key.Joined.Column, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            fields.Fault("on", $"join {name} names its column '{twice.Key}' twice");
        }

        var times = TimeColumns.Read(fields);
        return asset is null ? null : new ViewJoin(new JoinPlan(name, asset, keys, times.Event?.Column, times.Validity), times, fields.Line);
    }

    private static JoinKey? Key(YamlFields join, YamlItem item)
    {
        if (join.Of(item, "a key of a join", "key", "type", "column") is not { } fields)
        {
            return null;
        }

        var type = fields.Type("join key", [ValueType.String, ValueType.Int64]);
        return fields.RequiredText("key") is not { } own
            ? null
            : new JoinKey(new PlanColumn(own, type), new PlanColumn(fields.Text("column") ?? own, type));
    }
}
