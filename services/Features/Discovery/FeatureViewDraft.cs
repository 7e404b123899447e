using System.Globalization;
using System.Text;
using System.Text.Json;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Views;

namespace FedMl.Features.Discovery;

/// <summary>Writes the file of a feature view over all columns of an asset.</summary>
internal static class FeatureViewDraft
{
    /// <param name="name">Name of the view; empty: made of the asset's.</param>
    /// <param name="note">What is known of the key.</param>
    public static string Write(AssetReference asset, string name, IReadOnlyList<SourceColumn> columns, IReadOnlyList<SourceColumn> keys, string note)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"name: {Quoted(name.Length > 0 ? name : Identifier.Of(asset.Asset.ToLowerInvariant()))}\n")
            .Append(CultureInfo.InvariantCulture, $"source: {{ space: {Quoted(asset.Space)}, asset: {Quoted(asset.Asset)} }}\n")
            .Append(CultureInfo.InvariantCulture, $"entity: # {note}\n");
        foreach (var (key, column) in Named(keys))
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{ key: {Quoted(key)}, {Described(key, column)} }}\n");
        }

        SourceColumn[] features = [.. columns.Except(keys)];
        var times = features.Where(column => column.Type == ValueType.Timestamp).Select(column => Quoted(column.Name)).ToArray();
        text.Append("eventTime: null # a column, where rows of a key follow each other in time");
        text.Append(times.Length == 0 ? "\n" : $": {string.Join(", ", times)}\n").Append("features:\n");
        foreach (var (feature, column) in Named(features))
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: {Quoted(feature)}, {Described(feature, column)} }} # {Comment(column.SourceType)}\n");
        }

        return text.ToString();
    }

    // Where a name had to be changed, the column is told beside it.
    private static string Described(string name, SourceColumn column) =>
        $"type: {ValueTypes.NameOf(column.Type)}" + (name == column.Name ? "" : $", column: {Quoted(column.Name)}");

    // A column that can be named as it is keeps its name, whatever others would become.
    private static IEnumerable<(string Name, SourceColumn Column)> Named(IReadOnlyList<SourceColumn> columns)
    {
        var taken = columns.Select(column => column.Name).Where(Identifier.IsValid).ToHashSet(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            var name = column.Name;
            for (var number = 1; name != column.Name || !Identifier.IsValid(name); number++)
            {
                name = Identifier.Of(column.Name, number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{number}"));
                if (taken.Add(name))
                {
                    break;
                }
            }

            yield return (name, column);
        }
    }

    // What YAML takes for null, true or a number is a name here. A text of JSON is one of YAML.
    private static string Quoted(string text) => Identifier.IsValid(text) && text.Length > 1 && !YamlWords.Contains(text) ? text : JsonSerializer.Serialize(text);

    private static readonly HashSet<string> YamlWords = new(["null", "true", "false", "yes", "no", "on", "off"], StringComparer.OrdinalIgnoreCase);

    private static string Comment(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
