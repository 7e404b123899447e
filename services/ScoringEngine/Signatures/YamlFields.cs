using FedMl.ServiceDefaults.Errors;
using YamlDotNet.RepresentationModel;

namespace FedMl.ScoringEngine.Signatures;

/// <summary>Collects faults of one file with their lines.</summary>
internal sealed class YamlFaults(string file)
{
    public List<Fault> All { get; } = [];

    public void Add(YamlNode node, string description) => Add(node.Start.Line, description);

    public void Add(long line, string description) => All.Add(new Fault($"{file}:{line}", description));
}

/// <summary>The fields of one mapping; unknown ones and wrong kinds are faults.</summary>
internal sealed class YamlFields
{
    private readonly Dictionary<string, YamlNode> fields = new(StringComparer.Ordinal);
    private readonly YamlMappingNode mapping;
    private readonly YamlFaults faults;

    private YamlFields(YamlMappingNode mapping, YamlFaults faults)
    {
        this.mapping = mapping;
        this.faults = faults;
    }

    public static YamlFields Of(YamlMappingNode mapping, YamlFaults faults, params string[] known)
    {
        var result = new YamlFields(mapping, faults);
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                faults.Add(key, $"unknown field '{name}'; known are {string.Join(", ", known)}");
            }
            else
            {
                result.fields[name] = value;
            }
        }

        return result;
    }

    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>A scalar's text; null where it is not there or is YAML's null.</summary>
    public string? Text(string name, bool required = false)
    {
        if (!fields.TryGetValue(name, out var node))
        {
            if (required)
            {
                faults.Add(mapping, $"{name} is missing");
            }

            return null;
        }

        if (node is not YamlScalarNode scalar)
        {
            faults.Add(node, $"{name} must be a single value");
            return null;
        }

        if (required && string.IsNullOrWhiteSpace(scalar.Value))
        {
            faults.Add(node, $"{name} must not be empty");
        }

        return scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && scalar.Value is "null" or "~" or "" ? null : scalar.Value;
    }

    public IEnumerable<YamlNode> List(string name, bool required)
    {
        if (!fields.TryGetValue(name, out var node))
        {
            if (required)
            {
                faults.Add(mapping, $"{name} is missing");
            }

            return [];
        }

        if (node is not YamlSequenceNode sequence || (required && sequence.Children.Count == 0))
        {
            faults.Add(node, $"{name} must be a list that is not empty");
            return [];
        }

        return sequence.Children;
    }
}
