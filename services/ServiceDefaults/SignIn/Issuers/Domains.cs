using System.Text.RegularExpressions;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>
/// The one rule by which an issuer belongs to a domain: https, the domain itself or one label below it, and nothing but the
/// path that is told. Compared as text, so that no reading of URLs can be led astray.
/// </summary>
internal static partial class Domains
{
    private const string Scheme = "https://";

    public static bool IsIn(string issuer, string domain, string path)
    {
        if (domain.Length == 0 || issuer.Length < Scheme.Length + domain.Length + path.Length ||
            !issuer.StartsWith(Scheme, StringComparison.Ordinal) || !issuer.EndsWith(domain + path, StringComparison.Ordinal))
        {
            return false;
        }

        var label = issuer[Scheme.Length..^(domain.Length + path.Length)];
        return label.Length == 0 || Label().IsMatch(label);
    }

    /// <summary>Whether a text is the name of a host, with or without a port, and nothing else.</summary>
    public static bool IsHost(string text) => Host().IsMatch(text);

    [GeneratedRegex(@"\A[a-zA-Z0-9-]{1,63}\.\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63}){0,20}(:[0-9]{1,5})?\z")]
    private static partial Regex Host();
}
