using System.Text.RegularExpressions;

namespace FedMl.Models.Registry;

/// <summary>The form of names of models, versions and aliases: safe as a folder, in a URL and in a log line.</summary>
internal static partial class ModelName
{
    public const string Form = "1 to 128 of A-Z a-z 0-9 . _ -, beginning with a letter or digit";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <summary>Whether a name says that nobody means it to be seen: hidden, or still being written.</summary>
    public static bool IsHidden(string name) =>
        name.StartsWith('.') || name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".partial", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
