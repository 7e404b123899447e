using System.Globalization;
using FedMl.ServiceDefaults.Yaml;

namespace FedMl.Training.Templates;

/// <summary>Reads one of a template's inputs.</summary>
internal static class InputReader
{
    private const int MaxHoldOut = 100;

    public static TemplateInput? Read(YamlFields template, YamlItem item)
    {
        if (template.Of(item, "an input", "name", "view", "features", "format", "asOf", "holdOut", "where") is not { } fields)
        {
            return null;
        }

        var format = fields.Text("format");
        if (format is not (null or "csv" or "arrow"))
        {
            fields.Fault("format", "an input: format must be csv or arrow");
        }

        var input = new TemplateInput(
            fields.Name("name"), fields.Name("view"), [.. fields.Texts("features", mayBeMissing: true)], format == "arrow" ? InputFormat.Arrow : InputFormat.Csv,
            AsOf(fields), fields.Whole("holdOut", 2, MaxHoldOut, 0), [.. fields.List("where").Select(filter => Filter(fields, filter)).OfType<RowFilter>()]);
        if (input.Format == InputFormat.Arrow && (input.HoldOut > 0 || input.Where.Count > 0))
        {
            fields.Fault("format", "an input: holdOut and where need the format csv");
        }

        return input;
    }

    private static RowFilter? Filter(YamlFields input, YamlItem item) => input.Of(item, "a filter", "feature", "is") is { } fields
        ? new RowFilter(fields.Name("feature"), [.. fields.Texts("is", mayBeMissing: true)])
        : null;

    private static DateTimeOffset? AsOf(YamlFields fields)
    {
        var text = fields.Text("asOf");
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        fields.Fault("asOf", "an input: asOf must be a point in time such as 2026-01-31T12:00:00Z");
        return null;
    }
}
