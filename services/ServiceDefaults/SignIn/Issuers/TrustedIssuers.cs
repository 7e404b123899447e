using FedMl.ServiceDefaults.SignIn.Tokens;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>All whose tokens are taken, as bindings and options say now.</summary>
internal sealed class TrustedIssuers(IOptions<AuthOptions> options, ILogger<TrustedIssuers> logger)
{
    private volatile IReadOnlyList<TrustedIssuer> all = Read(options.Value, []);

    /// <summary>Those that the token may be of. Several bindings may share a domain.</summary>
    public IReadOnlyList<TrustedIssuer> Of(Token token) => [.. all.Where(issuer => issuer.Issued(token))];

    /// <summary>Reads everything again. What cannot be read changes nothing: the last good ones stay.</summary>
    public void Reread()
    {
        List<string> faults = [];
        var read = Read(options.Value, faults);
        if (faults.Count > 0)
        {
            logger.BindingsFaulty(string.Join(" ", faults));
        }
        else
        {
            all = read;
        }
    }

    /// <summary>Bindings that issue, and issuers of options.</summary>
    public static IReadOnlyList<TrustedIssuer> Read(AuthOptions options, List<string> faults)
    {
        var bound = options.BindingsFolder.Length == 0 ? [] : IssuersOfBindings.Read(options.BindingsFolder, faults);
        var told = options.Issuers.Where(issuer => issuer.Value.Keys is not null).Select(issuer => new ConfiguredIssuer(issuer.Key, issuer.Value));
        TrustedIssuer[] all = [.. bound, .. told];
        if (all.Length == 0 && faults.Count == 0)
        {
            faults.Add("Auth trusts no issuer: Auth:BindingsFolder has no binding of XSUAA or SAP Cloud Identity Services, and Auth:Issuers is empty.");
        }

        return all;
    }
}
