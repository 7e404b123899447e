using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Keys;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>A host that cannot tell friend from foe does not start.</summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        List<string> faults = [];
        if (options.Mode == AuthMode.None)
        {
            if (options.BindingsFolder.Length > 0 || options.Issuers.Count > 0)
            {
                faults.Add("Auth:Mode is None, but issuers are told: set Auth:Mode to Token.");
            }
        }
        else
        {
            faults.AddRange(options.Issuers.SelectMany(issuer => Faults($"Auth:Issuers:{issuer.Key}", issuer.Value)));
            faults.AddRange(OptionsFaults.Of(options.Keys, "Auth:Keys"));
            AuthorityFile.Check(options.AuthorityFile, faults);
            TrustedIssuers.Read(options, faults);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(string section, IssuerOptions issuer)
    {
        if (issuer.Issuer.Length == 0)
        {
            yield return $"{section}:Issuer is required: what tokens say in iss.";
        }

        if (issuer.Keys is not { IsAbsoluteUri: true } keys || !(keys.Scheme == Uri.UriSchemeHttps || (keys.Scheme == Uri.UriSchemeHttp && keys.IsLoopback)))
        {
            yield return $"{section}:Keys is required: the https address of its JWKS.";
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{section}:Audiences is required: what tokens say in aud.";
        }

        if (issuer.Tenant.Length > 0 ? !Guid.TryParseExact(issuer.Tenant, "D", out _) : issuer.TenantClaim.Length == 0)
        {
            yield return $"{section} needs a Tenant, which is a GUID, or a TenantClaim.";
        }
    }
}
