using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

/// <summary>
/// Aliases in tags and properties: <c>fedml.alias.champion</c> on a model, with a version as its value; or on
/// the version itself, with any value but <c>false</c>. The model's word counts more.
/// </summary>
internal static class AliasTags
{
    public const string Prefix = "fedml.alias.";
    public const string Latest = "latest";
    private const int MaxAliases = 100;

    /// <param name="registry">Name of the registry.</param>
    /// <param name="model">The model.</param>
    /// <param name="versions">Its versions.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static Dictionary<string, string> Of(
        string registry, ModelContainer model, IReadOnlyCollection<ModelVersionAnswer> versions, ICollection<RegistryFault> faults)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (alias, value) in In(model.Properties?.Tags, model.Properties?.Properties))
        {
            Add(alias, Target(registry, model, value), $"has the value '{PrintableName.Of(value)}', which is no version of this model");
        }

        foreach (var version in versions)
        {
            foreach (var (alias, _) in In(version.Properties?.Tags, version.Properties?.Properties).Where(tag => tag.Value != "false"))
            {
                if (!aliases.TryGetValue(alias, out var other))
                {
                    Add(alias, version.Name, "");
                }
                else if (other != version.Name && !IsOnModel(model, alias))
                {
                    Fault(alias, $"is on version {version.Name} too; it stands for {other}");
                }
            }
        }

        return aliases;

        void Add(string alias, string? target, string fault)
        {
            if (!ModelName.IsValid(alias) || aliases.Count >= MaxAliases)
            {
                Fault(alias, ModelName.IsValid(alias) ? $"is one of more than {MaxAliases}" : $"is not named as it must be: {ModelName.Form}");
            }
            else if (target is null)
            {
                Fault(alias, fault);
            }
            else
            {
                aliases.TryAdd(alias, target);
            }
        }

        void Fault(string alias, string text) => faults.Add(new RegistryFault(FaultKind.Alias, $"{model.Name} {PrintableName.Of(alias)}", text));
    }

    private static bool IsOnModel(ModelContainer model, string alias) => In(model.Properties?.Tags, model.Properties?.Properties).Any(tag => tag.Alias == alias);

    private static string? Target(string registry, ModelContainer model, string value)
    {
        if (value == Latest)
        {
            return model.Properties?.LatestVersion;
        }

        return ModelReference.Parse(value) is not { } reference
            ? ModelName.IsValid(value) ? value : null
            : reference.Model == model.Name && (reference.Registry ?? registry) == registry ? reference.Version ?? model.Properties?.LatestVersion : null;
    }

    private static IEnumerable<(string Alias, string Value)> In(params Dictionary<string, string?>?[] maps) =>
        maps.OfType<Dictionary<string, string?>>().SelectMany(map => map)
            .Where(tag => tag.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(tag => (tag.Key[Prefix.Length..], tag.Value?.Trim() ?? ""));
}
