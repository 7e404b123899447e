using System.Text.RegularExpressions;

namespace FedMl.Architecture.Tests;

/// <summary>The words of a text, identifiers taken apart: <c>InferenceSession</c> has two.</summary>
internal static partial class Words
{
    /// <summary>Lower case, singular as far as a trailing s goes.</summary>
    public static IEnumerable<string> In(string text) => Word().Matches(text).Select(m => Singular(m.Value.ToLowerInvariant()));

    private static string Singular(string word) => word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;

    [GeneratedRegex("[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]")]
    private static partial Regex Word();
}
