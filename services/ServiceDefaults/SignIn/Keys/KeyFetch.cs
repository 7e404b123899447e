using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Keys;

/// <summary>What came of asking for a key set.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Keys">The keys that can have signed a token, by their ids.</param>
internal sealed record KeyFetch(KeyOutcome Outcome, FrozenDictionary<string, JsonWebKey> Keys)
{
    public static KeyFetch Refused { get; } = new(KeyOutcome.Refused, FrozenDictionary<string, JsonWebKey>.Empty);

    public static KeyFetch Failed { get; } = new(KeyOutcome.Failed, FrozenDictionary<string, JsonWebKey>.Empty);
}

internal enum KeyOutcome
{
    Fetched,

    /// <summary>The issuer says that there are none for this tenant or client.</summary>
    Refused,

    /// <summary>No answer, or none that can be read.</summary>
    Failed,
}
