using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace FedMl.Tests.Datasphere;

/// <summary>The options behind a request's question mark, read strictly.</summary>
internal static partial class QueryOptions
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IEnumerable<(string Name, string Value)> Split(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 || question == target.Length - 1
            ? []
            : target[(question + 1)..].Split('&').Select(option => option.Split('=', 2)).Select(parts => (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""));
    }

    /// <exception cref="RefusedException">An option is unknown or twice there, or the target is not encoded as it must be.</exception>
    public static Dictionary<string, string> Read(string target, params string[] known)
    {
        if (!Target().IsMatch(target) || !IsUtf8(target))
        {
            throw new RefusedException(400, $"Not encoded as a URL: {target}");
        }

        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (var (name, value) in Split(target))
        {
            if (!known.Contains(name) || !options.TryAdd(name, value))
            {
                throw new RefusedException(400, $"Query option {name} is unknown here or twice there.");
            }
        }

        return options;
    }

    /// <summary>A count option such as <c>$top</c>; null: not there.</summary>
    public static int? Number(this Dictionary<string, string> options, string name) =>
        !options.TryGetValue(name, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new RefusedException(400, $"{name} is no count.");

    private static bool IsUtf8(string target)
    {
        try
        {
            return Strict.GetString(WebUtility.UrlDecodeToBytes(Encoding.ASCII.GetBytes(target), 0, target.Length)).Length > 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // RFC 3986. A plus sign means itself in a URL and a blank in a form, so a client that means either writes it in hex.
    [GeneratedRegex(@"^([A-Za-z0-9\-._~!$&'()*,;=:@/?]|%[0-9A-Fa-f]{2})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Target();
}
