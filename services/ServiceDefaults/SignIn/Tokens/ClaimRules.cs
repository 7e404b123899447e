using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Issuers;

namespace FedMl.ServiceDefaults.SignIn.Tokens;

/// <summary>What a token must say. Faults name the rule, never what the token says.</summary>
internal static class ClaimRules
{
    /// <summary>How far the issuer's clock and ours may differ.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    private const int MaxPartyLength = 256;

    private static readonly string[] Starts = ["nbf", "iat"];

    public static IEnumerable<Fault> HeaderFaults(Token token)
    {
        if (token.Algorithm != "RS256")
        {
            yield return new Fault("alg", "only RS256 is taken");
        }

        if (string.IsNullOrEmpty(token.KeyId))
        {
            yield return new Fault("kid", "is required: the id of the key that signed the token");
        }

        if (token.HasCritical)
        {
            yield return new Fault("crit", "no extension is understood here");
        }
    }

    public static IEnumerable<Fault> TimeFaults(Token token, DateTimeOffset now)
    {
        if (token.Time("exp") is not { } end)
        {
            yield return new Fault("exp", "is required: seconds since 1970");
        }
        else if (Expired(end, now))
        {
            yield return new Fault("exp", $"the token expired {(now - end).TotalSeconds:F0} s ago by this server's clock; get a new one");
        }

        foreach (var claim in Starts.Where(token.Has))
        {
            if (token.Time(claim) is not { } start)
            {
                yield return new Fault(claim, "is not a number of seconds since 1970");
            }
            else if (start - now >= Leeway)
            {
                yield return new Fault(claim, $"the token holds {(start - now).TotalSeconds:F0} s from now by this server's clock");
            }
        }
    }

    public static bool Expired(DateTimeOffset end, DateTimeOffset now) => now - end >= Leeway;

    /// <summary>Whether the token is meant for us, or for a clone of ours that a service broker made.</summary>
    public static bool MeantFor(TrustedIssuer issuer, Token token)
    {
        string[] said = [.. issuer.AudiencesOf(token)];
        return issuer.Audiences.Any(ours => said.Contains(ours, StringComparer.Ordinal) ||
            (ours.Contains("!b", StringComparison.Ordinal) && said.Any(audience => audience.EndsWith("|" + ours, StringComparison.Ordinal))));
    }

    public static IEnumerable<Fault> PartyFaults(Token token)
    {
        if (token.Has("azp") && token.Text("azp") is not { Length: > 0 and <= MaxPartyLength })
        {
            yield return new Fault("azp", $"is not a text of 1 to {MaxPartyLength} characters");
        }
        else if (token.Text("azp") is { } party && party.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            yield return new Fault("azp", "has characters that no client has");
        }
    }
}
