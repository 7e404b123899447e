using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>A key of an issuer, real RSA; tokens are put together by hand, so that they can be wrong in any way.</summary>
internal sealed class SigningKey(string id, int bits = 2048)
{
    private readonly RSA rsa = RSA.Create(bits);

    public string Id { get; } = id;

    public string PublicPem => rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>As a JWKS lists it.</summary>
    public Dictionary<string, object> Jwk()
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = Id, ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) };
    }

    public string Sign(IReadOnlyDictionary<string, object?> claims, Action<Dictionary<string, object?>>? header = null)
    {
        var head = new Dictionary<string, object?> { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = Id };
        header?.Invoke(head);
        var text = Encode(JsonSerializer.Serialize(head)) + "." + Encode(JsonSerializer.Serialize(claims));
        return SignText(text);
    }

    public string SignText(string text) =>
        text + "." + Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
