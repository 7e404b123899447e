using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace FedMl.Tests.AzureMl;

/// <summary>The tokens given out, and what each is for.</summary>
internal sealed class IssuedTokens(string tenant, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, string> audiences = new();

    public IEnumerable<string> All => audiences.Keys;

    /// <summary>A token in the form that Azurite looks into: audience, issuer and times; it does not check the signature.</summary>
    public string Issue(string audience, TimeSpan life)
    {
        var now = time.GetUtcNow();
        var token = string.Join('.', Part(new { alg = "RS256", typ = "JWT" }), Part(new
        {
            aud = audience,
            iss = $"https://sts.windows.net/{tenant}/",
            iat = now.ToUnixTimeSeconds() - 60,
            nbf = now.ToUnixTimeSeconds() - 60,
            exp = (now + life).ToUnixTimeSeconds(),
            jti = Guid.NewGuid(),
        }), "c2lnbmF0dXJl");
        audiences[token] = audience;
        return token;
    }

    public bool IsFor(string token, string audience) => audiences.TryGetValue(token, out var issued) && issued == audience;

    public void Revoke() => audiences.Clear();

    private static string Part(object value) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
