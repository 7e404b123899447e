using System.Text.RegularExpressions;

namespace FedMl.Models.AzureMl;

/// <summary>A version as Azure ML writes it: <c>azureml://registries/{r}/models/{m}/versions/{v}</c>, <c>…/labels/latest</c>, <c>azureml:{m}:{v}</c>, <c>azureml:{m}@latest</c>.</summary>
/// <param name="Registry">The registry; null: the one at hand.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">The version; null: the latest.</param>
internal sealed partial record ModelReference(string? Registry, string Model, string? Version)
{
    public static ModelReference? Parse(string text)
    {
        var match = Long().Match(text) is { Success: true } written ? written : Short().Match(text);
        return match.Success
            ? new ModelReference(Group(match, "registry"), match.Groups["model"].Value, Group(match, "version"))
            : null;
    }

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value : null;

    [GeneratedRegex(@"\Aazureml://registries/(?<registry>[\w-]+)/models/(?<model>[\w.-]+)/(versions/(?<version>[\w.-]+)|labels/latest)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Long();

    [GeneratedRegex(@"\Aazureml:(?<model>[\w.-]+)(:(?<version>[\w.-]+)|@latest)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Short();
}
