using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Tokens;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn.Rights;

/// <summary>Tells what the holder of a token may do: by its scopes, and by what options give to groups and clients.</summary>
internal sealed class TokenRights(IOptions<AuthOptions> options)
{
    private readonly Dictionary<string, Right[]> ofGroups = Parsed(options.Value.Groups);
    private readonly Dictionary<string, Right[]> ofClients = Parsed(options.Value.Clients);

    public RightSet Of(Token token, TrustedIssuer issuer)
    {
        var rights = new RightSet();
        foreach (var scope in issuer.ScopesOf(token))
        {
            if (RightNames.TryParse(scope, out var right))
            {
                rights = rights.With(right);
            }
        }

        foreach (var right in GroupsOf(token).SelectMany(group => ofGroups.GetValueOrDefault(group, [])).Concat(ofClients.GetValueOrDefault(Caller.ClientOf(token) ?? "", [])))
        {
            rights = rights.With(right);
        }

        return rights;
    }

    public static IReadOnlyList<string> GroupsOf(Token token) => token.Texts("groups");

    private static Dictionary<string, Right[]> Parsed(Dictionary<string, List<string>> given) => given.ToDictionary(
        each => each.Key,
        each => each.Value.Select(scope => RightNames.TryParse(scope, out var right) ? right : Right.Unspecified).ToArray(),
        StringComparer.Ordinal);
}
