using FedMl.Features.Caching;
using FedMl.Features.Columns;
using FedMl.Features.Expressions;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>Reads a feature view file; every fault is named with its line.</summary>
internal sealed class FeatureViewReader
{
    private const int MaxText = 4096;
    private static readonly ValueType[] KeyTypes = [ValueType.String, ValueType.Int64];

    private readonly List<ViewFault> faults = [];
    private readonly string file;

    private FeatureViewReader(string file) => this.file = file;

    /// <returns>The view, or null and the faults.</returns>
    public static (FeatureView? View, IReadOnlyList<ViewFault> Faults) Read(string file, string yaml)
    {
        var reader = new FeatureViewReader(file);
        var document = YamlTree.Read(yaml, reader.Fault);
        var view = document is null ? null : reader.View(document);
        return (reader.faults.Count == 0 ? view : null, reader.faults);
    }

    private FeatureView? View(YamlItem document)
    {
        var fields = YamlFields.Of(document, "a feature view", Fault, "name", "source", "entity", "eventTime", "timeToLive", "cache", "default", "features");
        if (fields is null)
        {
            return null;
        }

        var name = Name(fields, "view");
        var (asset, sourceLine) = Source(fields);
        EntityKey[] keys = [.. fields.RequiredList("entity").Select(Key).OfType<EntityKey>()];
        var eventTime = fields.Text("eventTime") is { } column
            ? new EventTime(new PlanColumn(column, ValueType.Timestamp), fields.LineOf("eventTime"))
            : null;
        var timeToLive = Duration(fields);
        var cache = CacheDeclaration.Read(fields, Fault);
        var policy = Limited(fields, "default");
        Feature[] features = [.. fields.RequiredList("features").Select(Feature).OfType<Feature>()];
        CheckUnique("entity key", keys.Select(key => (key.Name, key.Line)));
        CheckUnique("feature", features.Select(feature => (feature.Name, feature.Line)));
        return faults.Count == 0
            ? new FeatureView(name, fields.LineOf("name"), keys, features, eventTime, timeToLive, policy, asset!, sourceLine) { Cache = cache }
            : null;
    }

    private (AssetReference? Asset, int Line) Source(YamlFields view)
    {
        if (view.Required("source") is not { } item || YamlFields.Of(item, "source", Fault, "space", "asset") is not { } fields)
        {
            return (null, view.Line);
        }

        var space = fields.RequiredText("space");
        var asset = fields.RequiredText("asset");
        return (space is null || asset is null ? null : new AssetReference(space, asset), fields.Line);
    }

    private EntityKey? Key(YamlItem item)
    {
        if (YamlFields.Of(item, "an entity key", Fault, "key", "type", "column") is not { } fields)
        {
            return null;
        }

        var name = Name(fields, "entity key", "key");
        var type = Type(fields, "entity key", KeyTypes);
        return new EntityKey(name, new PlanColumn(fields.Text("column") ?? name, type), fields.Line);
    }

    private Feature? Feature(YamlItem item)
    {
        if (YamlFields.Of(item, "a feature", Fault, "name", "type", "column", "expression", "unit", "description") is not { } fields)
        {
            return null;
        }

        var name = Name(fields, "feature");
        var type = Type(fields, "feature", Enum.GetValues<ValueType>());
        var column = fields.Text("column");
        var expression = Expression(fields, name);
        if (column is not null && fields.Text("expression") is not null)
        {
            Fault(fields.LineOf("expression"), $"feature {name} has both a column and an expression");
        }

        return new Feature(
            name, new PlanColumn(column ?? name, type, expression), Limited(fields, "unit"), Limited(fields, "description"), fields.Line);
    }

    private ParsedExpression? Expression(YamlFields fields, string feature)
    {
        if (fields.Text("expression") is not { } text)
        {
            return null;
        }

        var (expression, fault) = ParsedExpression.Parse(text);
        if (fault is not null)
        {
            Fault(fields.LineOf("expression"), $"feature {feature}: its expression, {fault}");
        }

        return expression;
    }

    private string Name(YamlFields fields, string what, string field = "name")
    {
        var name = fields.RequiredText(field);
        if (name is not null && !Identifier.IsValid(name))
        {
            Fault(fields.LineOf(field), $"a {what}'s {field} must be a letter or _ and then up to 127 letters, digits or _");
        }

        return name ?? "";
    }

    private ValueType Type(YamlFields fields, string what, ValueType[] allowed)
    {
        if (fields.RequiredText("type") is not { } text)
        {
            return ValueType.String;
        }

        if (ValueTypes.TryParse(text, out var type) && allowed.Contains(type))
        {
            return type;
        }

        var names = ValueTypes.Names.Where(name => ValueTypes.TryParse(name, out var known) && allowed.Contains(known));
        Fault(fields.LineOf("type"), $"a {what}'s type must be one of {string.Join(", ", names)}");
        return ValueType.String;
    }

    private TimeSpan? Duration(YamlFields fields)
    {
        var text = fields.Text("timeToLive");
        var duration = text is null ? null : TimeToLive.TryParse(text);
        if (text is not null && duration is null)
        {
            Fault(fields.LineOf("timeToLive"), "timeToLive must be a whole number and s, m, h or d, such as 30m; at most 36500d");
        }

        return duration;
    }

    private string Limited(YamlFields fields, string field)
    {
        var text = fields.Text(field) ?? "";
        if (text.Length > MaxText)
        {
            Fault(fields.LineOf(field), $"{field} is longer than {MaxText} characters");
        }

        return text;
    }

    private void CheckUnique(string what, IEnumerable<(string Name, int Line)> names)
    {
        foreach (var same in names.Where(name => name.Name.Length > 0).GroupBy(name => name.Name, StringComparer.Ordinal))
        {
            foreach (var (name, line) in same.Skip(1))
            {
                Fault(line, $"{what} {name} is declared already in line {same.First().Line}");
            }
        }
    }

    private void Fault(int line, string description) => faults.Add(new ViewFault(file, line, description));
}
