using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace FedMl.Tests.Datasphere;

/// <summary>OAuth: hands out tokens for client credentials and knows which of them are good.</summary>
internal sealed class TokenEndPoint(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> revoked = new(StringComparer.Ordinal);

    public string ClientId { get; set; } = "sb-1f2e3d!b4711|client!b655";

    public string ClientSecret { get; set; } = "s+e/c r=t%41:ü$";

    /// <summary>Of the certificate that the client shows instead of a secret; null: it has a secret.</summary>
    public string? ClientThumbprint { get; set; }

    public TimeSpan LifeTime { get; set; } = TimeSpan.FromSeconds(43_199);

    public void RevokeAll()
    {
        lock (gate)
        {
            revoked.UnionWith(tokens.Keys);
        }
    }

    /// <exception cref="RefusedException">Not the client's name and password.</exception>
    public Answer Issue(string method, string? contentType, string? authorization, string form, string? thumbprint)
    {
        if (method != "POST" || contentType?.Split(';')[0] != "application/x-www-form-urlencoded")
        {
            throw new RefusedException(405, "A token is asked for by POST of a form.");
        }

        var fields = form.Split('&').Order(StringComparer.Ordinal).ToList();
        var isKnown = ClientThumbprint is not null && fields.RemoveAll(field => WebUtility.UrlDecode(field) == $"client_id={ClientId}") == 1 && thumbprint == ClientThumbprint && authorization is null;
        if (!fields.SequenceEqual(["grant_type=client_credentials"]) && !fields.SequenceEqual(["grant_type=client_credentials", "response_type=token"]))
        {
            throw new RefusedException(400, "Not the form of client credentials.");
        }

        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"));
        if (ClientThumbprint is null ? authorization != expected : !isKnown)
        {
            throw new RefusedException(401, "Bad credentials");
        }

        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        lock (gate)
        {
            tokens[token] = time.GetUtcNow() + LifeTime;
        }

        return Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", token);
            json.WriteString("token_type", "bearer");
            json.WriteNumber("expires_in", (int)LifeTime.TotalSeconds);
            json.WriteString("scope", string.Create(CultureInfo.InvariantCulture, $"{ClientId}.read"));
            json.WriteEndObject();
        });
    }

    /// <exception cref="RefusedException">There is no token, or it is none of ours, or no longer good.</exception>
    public void Check(string? authorization)
    {
        lock (gate)
        {
            if (authorization?.Split(' ') is not ["Bearer", var token] || !tokens.TryGetValue(token, out var expiry))
            {
                throw new RefusedException(401, "There is no token that was issued here.");
            }

            if (revoked.Contains(token))
            {
                // Nobody can know that before.
                throw new RefusedException(401, "The token was revoked.", isUnexpected: false);
            }

            if (time.GetUtcNow() >= expiry)
            {
                throw new RefusedException(401, "The token has expired.");
            }
        }
    }
}
