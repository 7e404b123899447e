using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace FedMl.Tests.AzureMl;

/// <summary>A client's assertion signed by its certificate's key, as RFC 7523 and Entra have it.</summary>
internal static class SignedAssertion
{
    public static bool IsBy(X509Certificate2 certificate, string assertion, string clientId)
    {
        if (assertion.Split('.') is not [var header, var claims, var signature])
        {
            return false;
        }

        using var parsedHeader = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
        using var parsedClaims = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
        var padding = parsedHeader.RootElement.GetProperty("alg").GetString() switch
        {
            "RS256" => RSASignaturePadding.Pkcs1,
            "PS256" => RSASignaturePadding.Pss,
            _ => null,
        };
        using var key = certificate.GetRSAPublicKey()!;
        return padding is not null
            && parsedClaims.RootElement.GetProperty("iss").GetString() == clientId
            && parsedClaims.RootElement.GetProperty("sub").GetString() == clientId
            && key.VerifyData(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, padding);
    }
}
