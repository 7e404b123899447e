using System.Globalization;
using FedMl.ServiceDefaults.Yaml;

namespace FedMl.Training.Templates;

/// <summary>What fields of template files hold: names, truths, numbers, durations, sizes, lists.</summary>
internal static class TemplateFields
{
    private const int MaxTexts = 1000;

    public static string Name(this YamlFields fields, string field)
    {
        var name = fields.RequiredText(field);
        if (name is not null && !TemplateName.IsValid(name))
        {
            fields.Fault(field, $"{field} must be {TemplateName.Form}");
        }

        return name ?? "";
    }

    public static bool Truth(this YamlFields fields, string field)
    {
        var text = fields.Text(field);
        if (text is not (null or "true" or "false"))
        {
            fields.Fault(field, $"{field} must be true or false");
        }

        return text == "true";
    }

    /// <summary>The items of a list that may be missing.</summary>
    public static IReadOnlyList<YamlItem> List(this YamlFields fields, string field) => fields.Optional(field) is null ? [] : fields.RequiredList(field);

    /// <summary>A list of texts.</summary>
    public static IEnumerable<string> Texts(this YamlFields fields, string field, bool mayBeMissing = false)
    {
        var items = mayBeMissing ? fields.List(field) : fields.RequiredList(field);
        if (items.Count > MaxTexts)
        {
            fields.Fault(field, $"{field} has more than {MaxTexts} items");
        }

        foreach (var item in items.Take(MaxTexts))
        {
            if (item is YamlText { Text: { } text })
            {
                yield return text;
            }
            else
            {
                fields.Fault(item.Line, $"{field} must be a list of single values");
            }
        }
    }

    public static int Whole(this YamlFields fields, string field, int min, int max, int otherwise)
    {
        var text = fields.Text(field);
        if (text is null)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        fields.Fault(field, $"{field} must be a whole number from {min} to {max}");
        return otherwise;
    }

    /// <summary>A whole number with a unit, such as <c>30m</c> or <c>2Gi</c>, in the unit's base.</summary>
    public static long Measure(this YamlFields fields, string field, IReadOnlyDictionary<string, long> units, long max, long otherwise)
    {
        var text = fields.Text(field);
        if (text is null)
        {
            return otherwise;
        }

        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && units.TryGetValue(text[digits..], out var unit) && number > 0 && number <= max / unit)
        {
            return number * unit;
        }

        fields.Fault(field, $"{field} must be a whole number from 1 on and one of {string.Join(", ", units.Keys)}, together at most {max / units.Values.Max()}{units.MaxBy(u => u.Value).Key}");
        return otherwise;
    }

    public static void Unique(this YamlFields fields, string field, IEnumerable<string> names)
    {
        foreach (var twice in names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            fields.Fault(field, $"{field} names {twice.Key} {twice.Count()} times");
        }
    }
}
