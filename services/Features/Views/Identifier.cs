using System.Text.RegularExpressions;

namespace FedMl.Features.Views;

/// <summary>Names of views, features and keys.</summary>
internal static partial class Identifier
{
    private const int MaxLength = 128;

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <summary>The nearest name to a text.</summary>
    /// <param name="ending">What it ends in, to tell it from others.</param>
    public static string Of(string text, string ending = "")
    {
        var name = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        name = name.Length == 0 || char.IsAsciiDigit(name[0]) ? "_" + name : name;
        return name[..Math.Min(name.Length, MaxLength - ending.Length)] + ending;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
