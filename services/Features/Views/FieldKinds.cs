using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>What fields of feature view files hold: names, types, truths, durations, texts.</summary>
internal static class FieldKinds
{
    private const int MaxText = 4096;

    public static string Name(this YamlFields fields, string what, string field = "name")
    {
        var name = fields.RequiredText(field);
        if (name is not null && !Identifier.IsValid(name))
        {
            fields.Fault(field, $"a {what}'s {field} must be a letter or _ and then up to 127 letters, digits or _");
        }

        return name ?? "";
    }

    /// <summary>The field <c>source</c> and its line; null: it is at fault.</summary>
    public static (AssetReference? Asset, int Line) Asset(this YamlFields parent)
    {
        if (parent.Required("source") is not { } item || parent.Of(item, "source", "space", "asset") is not { } fields)
        {
            return (null, parent.Line);
        }

        var space = fields.RequiredText("space");
        var asset = fields.RequiredText("asset");
        return (space is null || asset is null ? null : new AssetReference(space, asset), fields.Line);
    }

    public static ValueType Type(this YamlFields fields, string what, ValueType[] allowed)
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
        fields.Fault("type", $"a {what}'s type must be one of {string.Join(", ", names)}");
        return ValueType.String;
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

    public static TimeSpan? Duration(this YamlFields fields, string field)
    {
        var text = fields.Text(field);
        var duration = text is null ? null : TimeToLive.TryParse(text);
        if (text is not null && duration is null)
        {
            fields.Fault(field, $"{field} must be a whole number and s, m, h or d, such as 30m; at most 36500d");
        }

        return duration;
    }

    public static string Limited(this YamlFields fields, string field)
    {
        var text = fields.Text(field) ?? "";
        if (text.Length > MaxText)
        {
            fields.Fault(field, $"{field} is longer than {MaxText} characters");
        }

        return text;
    }

    /// <summary>One value of a type, alone in a column; null where it is none.</summary>
    public static ColumnValues? Value(this YamlFields fields, string field, ValueType type)
    {
        if (fields.RequiredText(field) is not { } text)
        {
            return null;
        }

        var value = ColumnValues.Of(type);
        if (type != ValueType.Binary && text.Length <= MaxText && TextValues.TryAdd(value, type, text))
        {
            return value;
        }

        fields.Fault(field, $"{field} is no value of type {ValueTypes.NameOf(type)} with at most {MaxText} characters");
        return null;
    }
}
