using System.Reflection;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Configuration;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>Compares the keys of a section with the options that it sets.</summary>
internal static class OptionKeys
{
    /// <summary>One fault for each key that sets nothing, with the nearest one that does.</summary>
    public static IEnumerable<string> FaultsOf(IConfigurationSection section, Type type)
    {
        if (ValueOfDictionary(type) is { } value)
        {
            return section.GetChildren().SelectMany(child => FaultsOf(child, value));
        }

        // What a class of others takes is its own affair.
        return type is { IsClass: true } && type.Assembly.GetName().Name!.StartsWith("FedMl.", StringComparison.Ordinal) ? FaultsOfClass(section, type) : [];
    }

    private static IEnumerable<string> FaultsOfClass(IConfigurationSection section, Type type)
    {
        var options = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod?.IsPublic == true)
            .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (options.TryGetValue(child.Key, out var found))
            {
                foreach (var fault in FaultsOf(child, found))
                {
                    yield return fault;
                }
            }
            else
            {
                yield return $"{child.Path} is no option" + (NearestName.Of(child.Key, options.Keys) is { } near ? $"; the nearest is {section.Path}:{near}." : ".");
            }
        }
    }

    private static Type? ValueOfDictionary(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>) ? type.GetGenericArguments()[1] : null;
}
