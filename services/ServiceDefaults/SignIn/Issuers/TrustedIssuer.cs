using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>Whose tokens are taken, and by which rules. Everything that decides comes from configuration, never from the token.</summary>
/// <param name="name">Of its binding or of its section of options.</param>
/// <param name="audiences">What a token must be meant for: any of these.</param>
internal abstract class TrustedIssuer(string name, IReadOnlyList<string> audiences)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Audiences { get; } = audiences;

    /// <summary>Whether the token says that it is of this issuer.</summary>
    public abstract bool Issued(Token token);

    /// <summary>Whose token it is; null where it does not say.</summary>
    public abstract string? TenantOf(Token token);

    /// <summary>Where the keys are that may have signed the token.</summary>
    public abstract KeySource KeysOf(Token token, Guid tenant);

    /// <summary>What the token says that it is meant for.</summary>
    public virtual IEnumerable<string> AudiencesOf(Token token) => token.Texts("aud").Select(WithoutNames);

    /// <summary>What the token says that its holder may do here.</summary>
    public virtual IEnumerable<string> ScopesOf(Token token) => [];

    // UAA makes audiences of scopes, whose names stand behind a point.
    private static string WithoutNames(string audience) => audience.IndexOf('.', StringComparison.Ordinal) is > 0 and var point ? audience[..point].Trim() : audience;
}
