using System.Text.RegularExpressions;

namespace FedMl.Features.Views;

/// <summary>Names of views, features and keys.</summary>
internal static partial class Identifier
{
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
