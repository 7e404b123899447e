using FedMl.Features.Caching;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>Reads a feature view file; every fault is named with its line.</summary>
internal sealed class FeatureViewReader
{
    private static readonly ValueType[] KeyTypes = [ValueType.String, ValueType.Int64];

    private static readonly string[] Known =
        ["name", "source", "entity", "parameters", "eventTime", "validFrom", "validTo", "timeToLive", "cache", "default", "joins", "features"];

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
        if (YamlFields.Of(document, "a feature view", Fault, Known) is not { } fields)
        {
            return null;
        }

        var name = fields.Name("view");
        var (asset, sourceLine) = fields.Asset();
        EntityKey[] keys = [.. fields.RequiredList("entity").Select(item => Key(fields, item)).OfType<EntityKey>()];
        ViewParameter[] parameters = fields.Optional("parameters") is null
            ? []
            : [.. fields.RequiredList("parameters").Select(item => ViewParameter.Read(fields, item)).OfType<ViewParameter>()];
        var times = TimeColumns.Read(fields);
        var timeToLive = fields.Duration("timeToLive");
        if (timeToLive is not null && fields.Optional("eventTime") is null)
        {
            fields.Fault("timeToLive", "timeToLive counts from the eventTime, and there is none");
        }

        var cache = CacheDeclaration.Read(fields, Fault);
        var policy = fields.Limited("default");
        Feature[] features = [.. fields.RequiredList("features").Select(item => FeatureReader.Read(fields, item)).OfType<Feature>()];
        var joins = ViewJoin.Read(fields);
        FeatureReader.CheckUnits(fields, features);
        FeatureReader.CheckJoins(fields, features, joins);
        CheckUnique("entity key", keys.Select(key => (key.Name, key.Line)));
        CheckUnique("parameter", parameters.Select(parameter => (parameter.Name, parameter.Line)));
        CheckUnique("join", joins.Select(join => (join.Name, join.Line)));
        CheckUnique("feature", features.Select(feature => (feature.Name, feature.Line)));
        return faults.Count > 0 ? null : new FeatureView(name, fields.LineOf("name"), keys, features, asset!, sourceLine)
        {
            Times = times,
            Parameters = parameters,
            TimeToLive = timeToLive,
            DefaultPolicy = policy,
            Cache = cache,
            Joins = joins,
        };
    }

    private static EntityKey? Key(YamlFields view, YamlItem item)
    {
        if (view.Of(item, "an entity key", "key", "type", "column") is not { } fields)
        {
            return null;
        }

        var name = fields.Name("entity key", "key");
        var type = fields.Type("entity key", KeyTypes);
        return new EntityKey(name, new PlanColumn(fields.Text("column") ?? name, type), fields.Line);
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
