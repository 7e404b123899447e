using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>The certificate that a caller proved to have, to us or to the gateway before us.</summary>
internal static class ClientCertificate
{
    private const string Forwarded = "x-forwarded-client-cert";
    private const string Hash = "Hash=";

    /// <summary>Its SHA-256 in base64url, as tokens name it; null where there is none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="forwarded">Whether the gateway's word is taken.</param>
    public static string? ThumbprintOf(HttpContext context, bool forwarded)
    {
        if (!forwarded)
        {
            return context.Connection.ClientCertificate is { } own ? Base64Url.EncodeToString(own.GetCertHash(HashAlgorithmName.SHA256)) : null;
        }

        // Envoy's header: elements with commas between, the caller's first; keys with semicolons between.
        var told = context.Request.Headers[Forwarded] is { Count: 1 } header
            ? header[0]!.Split(',')[0].Split(';').FirstOrDefault(pair => pair.StartsWith(Hash, StringComparison.OrdinalIgnoreCase))
            : null;
        return told is { Length: 69 } && told.Skip(Hash.Length).All(char.IsAsciiHexDigit)
            ? Base64Url.EncodeToString(Convert.FromHexString(told.AsSpan(Hash.Length)))
            : null;
    }
}
