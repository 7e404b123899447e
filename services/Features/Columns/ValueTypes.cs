namespace FedMl.Features.Columns;

/// <summary>Types by the names that feature view files use.</summary>
internal static class ValueTypes
{
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<ValueType>().Where(type => type != ValueType.Unspecified).Select(NameOf)];

    public static string NameOf(ValueType type) => type.ToString().ToLowerInvariant();

    public static bool TryParse(string name, out ValueType type)
    {
        type = Names.Contains(name, StringComparer.Ordinal) ? Enum.Parse<ValueType>(name, ignoreCase: true) : ValueType.Unspecified;
        return type != ValueType.Unspecified;
    }
}
