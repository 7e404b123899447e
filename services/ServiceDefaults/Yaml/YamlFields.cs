namespace FedMl.ServiceDefaults.Yaml;

/// <summary>The fields of one mapping. Unknown ones, doubles and wrong kinds are faults.</summary>
public sealed class YamlFields
{
    private readonly Dictionary<string, YamlItem> fields = new(StringComparer.Ordinal);
    private readonly string what;
    private readonly Action<int, string> fault;

    private YamlFields(string what, int line, Action<int, string> fault)
    {
        this.what = what;
        Line = line;
        this.fault = fault;
    }

    public int Line { get; }

    /// <param name="what">What the mapping is, as faults call it.</param>
    /// <returns>Null where the item is no mapping.</returns>
    public static YamlFields? Of(YamlItem item, string what, Action<int, string> fault, params string[] known)
    {
        if (item is not YamlMap map)
        {
            fault(item.Line, $"{what} must be a mapping with the fields {string.Join(", ", known)}");
            return null;
        }

        var result = new YamlFields(what, map.Line, fault);
        foreach (var (key, value) in map.Entries)
        {
            var name = (key as YamlText)?.Text ?? "";
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                fault(key.Line, $"{what} has no field '{Shortened(name)}'; there are {string.Join(", ", known)}");
            }
            else if (!result.fields.TryAdd(name, value))
            {
                fault(key.Line, $"{what} names {name} twice");
            }
        }

        return result;
    }

    /// <summary>The fields of a mapping within this one.</summary>
    public YamlFields? Of(YamlItem item, string name, params string[] known) => Of(item, name, fault, known);

    public void Fault(string field, string description) => fault(LineOf(field), description);

    public void Fault(int line, string description) => fault(line, description);

    public int LineOf(string field) => fields.TryGetValue(field, out var item) ? item.Line : Line;

    /// <summary>The value of a field that may be missing or null.</summary>
    public YamlItem? Optional(string field) => fields.GetValueOrDefault(field) is { } item and not YamlText { Text: null } ? item : null;

    /// <summary>The value of a required field that is there and not null.</summary>
    public YamlItem? Required(string field)
    {
        if (fields.TryGetValue(field, out var item) && item is not YamlText { Text: null })
        {
            return item;
        }

        fault(LineOf(field), $"{what}: {field} is missing");
        return null;
    }

    public string? RequiredText(string field) => TextOf(field, Required(field));

    public string? Text(string field) => TextOf(field, fields.GetValueOrDefault(field));

    public IReadOnlyList<YamlItem> RequiredList(string field)
    {
        var item = Required(field);
        if (item is null or YamlList { Items.Count: > 0 })
        {
            return item is YamlList list ? list.Items : [];
        }

        fault(item.Line, $"{what}: {field} must be a list that is not empty");
        return [];
    }

    private static string Shortened(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private string? TextOf(string field, YamlItem? item)
    {
        switch (item)
        {
            case null:
                return null;
            case YamlText text when text.Text is null || !string.IsNullOrWhiteSpace(text.Text):
                return text.Text;
            default:
                fault(item.Line, item is YamlText ? $"{what}: {field} must not be empty" : $"{what}: {field} must be a single value");
                return null;
        }
    }
}
