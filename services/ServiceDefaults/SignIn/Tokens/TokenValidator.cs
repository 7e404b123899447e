using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Tokens;

/// <summary>
/// Tells who holds a token, by the rules of SAP's own libraries. All that costs nothing is checked first, so that no issuer
/// is asked for the keys of a token that would be refused anyway.
/// </summary>
internal sealed class TokenValidator(TrustedIssuers issuers, KeySets keys, TokenRights rights, IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = options.Value.MaxTokenBytes };

    /// <param name="text">What stands behind <c>Bearer</c>.</param>
    /// <param name="certificate">The caller's certificate, by its SHA-256 in base64url; null where there is none.</param>
    /// <param name="checksCertificate">Whether a token that is bound to a certificate needs it; a neighbour passes on what it has checked.</param>
    /// <param name="cancellationToken">Ends waiting for an issuer.</param>
    /// <exception cref="ServiceException">Why the token is refused, or cannot be judged.</exception>
    public async ValueTask<Caller> ValidateAsync(string text, string? certificate, bool checksCertificate, CancellationToken cancellationToken)
    {
        if (text.Length > options.Value.MaxTokenBytes)
        {
            throw new ServiceException(ErrorReason.TokenInvalid, $"The token has more than {options.Value.MaxTokenBytes} bytes.");
        }

        var token = Token.Parse(text)
            ?? throw new ServiceException(ErrorReason.TokenInvalid, "The token is not a signed JWT: three parts in base64url, the first two JSON objects.");
        List<Fault> faults = [.. ClaimRules.HeaderFaults(token), .. ClaimRules.TimeFaults(token, time.GetUtcNow()), .. ClaimRules.PartyFaults(token)];
        var (issuer, tenant) = Origin(token, faults);
        if (checksCertificate && Holds(token, certificate) is { } fault)
        {
            faults.Add(fault);
        }

        if (faults.Count > 0 || issuer is null)
        {
            throw Refused(token, faults);
        }

        var set = keys.Of(issuer.KeysOf(token, tenant));
        var key = await set.FindAsync(token.KeyId!, cancellationToken)
            ?? throw Refused(token, [new Fault("kid", "the issuer has no such key")]);
        if (!(await handler.ValidateTokenAsync(text, Signature(key))).IsValid)
        {
            throw Refused(token, [new Fault("signature", "is not by the key that kid names")]);
        }

        set.Proven = true;
        return Caller.Of(token, issuer, tenant, rights.Of(token, issuer));
    }

    private (TrustedIssuer? Issuer, Guid Tenant) Origin(Token token, List<Fault> faults)
    {
        var candidates = issuers.Of(token);
        if (candidates.Count == 0)
        {
            faults.Add(new Fault("iss", "is not an issuer that this service trusts"));
            return default;
        }

        var issuer = candidates.FirstOrDefault(candidate => ClaimRules.MeantFor(candidate, token));
        if (issuer is null)
        {
            faults.Add(new Fault("aud", "the token is meant for another service"));
        }

        if (!Guid.TryParseExact((issuer ?? candidates[0]).TenantOf(token), "D", out var tenant))
        {
            faults.Add(new Fault("tenant", "the token does not say its tenant (zid or app_tid), or not as a GUID"));
        }

        return (issuer, tenant);
    }

    private Fault? Holds(Token token, string? certificate)
    {
        if (options.Value.CertificateBinding == CertificateBinding.Ignore || !token.Has("cnf"))
        {
            return null;
        }

        return token.Text("cnf", "x5t#S256") is { } bound && bound == certificate
            ? null
            : new Fault("cnf", "the token is bound to a client certificate that this connection does not have");
    }

    private ServiceException Refused(Token token, IReadOnlyList<Fault> faults)
    {
        var expired = faults is [{ Field: "exp" }] && token.Time("exp") is { } end && ClaimRules.Expired(end, time.GetUtcNow());
        return ServiceException.FromFaults(expired ? ErrorReason.TokenExpired : ErrorReason.TokenInvalid, "The token is refused", faults);
    }

    // Claims have their own rules above, with reasons and the service's own clock.
    private static TokenValidationParameters Signature(JsonWebKey key) => new()
    {
        IssuerSigningKey = key,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = false,
        ValidateIssuer = false,
        ValidateAudience = false,
        ValidateLifetime = false,
    };
}
