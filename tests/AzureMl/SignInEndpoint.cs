using Microsoft.AspNetCore.Http;

namespace FedMl.Tests.AzureMl;

/// <summary>§6.1: <c>POST /{tenant}/oauth2/v2.0/token</c>, client_credentials with a secret or a federated assertion.</summary>
internal sealed class SignInEndpoint(AzureMlStandIn standIn)
{
    private const string Management = "https://management.azure.com";
    private const string Assertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string Storage = "https://storage.azure.com";

    public string? OperationOf(HttpContext context) =>
        context.Request.Method == "POST" && context.Request.Path.Value == $"/{standIn.Settings.Tenant}/oauth2/v2.0/token" ? "token" : null;

    public async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var audience = form["scope"].ToString().Split(' ') switch
        {
            var scopes when scopes.Contains(Management + "/.default") => Management,
            var scopes when scopes.Contains(Storage + "/.default") => Storage,
            _ => null,
        };
        if (form["grant_type"] != "client_credentials" || form["client_id"] != standIn.Settings.ClientId || audience is null)
        {
            await standIn.RefuseAsync(context, "asks for a token of another kind");
        }
        else if (IsSignedIn(form))
        {
            // §6.1; the field names are RFC 6749's.
            await context.Response.WriteAsJsonAsync(
                new { token_type = "Bearer", expires_in = 3600, ext_expires_in = 3600, access_token = standIn.Tokens.Issue(audience, TimeSpan.FromHours(1)) });
        }
        else
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_client", error_description = "AADSTS7000215: Invalid client secret provided.", error_codes = new[] { 7000215 } });
        }
    }

    private bool IsSignedIn(IFormCollection form) => standIn.Settings.Certificate is { } certificate
        ? form["client_assertion_type"] == Assertion && SignedAssertion.IsBy(certificate, form["client_assertion"].ToString(), standIn.Settings.ClientId)
        : standIn.Settings.FederatedToken is { } token
        ? form["client_assertion"] == token && form["client_assertion_type"] == Assertion
        : form["client_secret"] == standIn.Settings.ClientSecret;
}
