using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Neighbours;
using FedMl.ServiceDefaults.SignIn.Rights;
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
            faults.AddRange(ScopeFaults("Auth:Groups", options.Groups).Concat(ScopeFaults("Auth:Clients", options.Clients)).Concat(TokenFileFaults(options.NeighbourTokenFile)));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> ScopeFaults(string section, Dictionary<string, List<string>> given) =>
        from each in given
        from scope in each.Value
        where !RightNames.TryParse(scope, out _)
        select $"{section}:{each.Key} names a scope that is not there" + (NearestName.Of(scope, RightNames.Scopes) is { } near ? $"; the nearest is {near}." : ".");

    private static IEnumerable<string> TokenFileFaults(string file)
    {
        string[] tokens;
        try
        {
            tokens = NeighbourToken.Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [$"Auth:NeighbourTokenFile {file} cannot be read: {exception.GetType().Name}."];
        }

        return file.Length > 0 && (tokens.Length == 0 || tokens.Any(token => token.Length < NeighbourToken.MinLength))
            ? [$"Auth:NeighbourTokenFile {file} must have lines of {NeighbourToken.MinLength} characters or more."]
            : [];
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
