using System.Text.RegularExpressions;

namespace FedMl.Training.Templates;

/// <summary>The form of names of templates, parameters, inputs, tenants and models: safe as a folder, in a URL and in a log line.</summary>
internal static partial class TemplateName
{
    public const string Form = "1 to 64 of A-Z a-z 0-9 _ -, beginning with a letter or digit";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
