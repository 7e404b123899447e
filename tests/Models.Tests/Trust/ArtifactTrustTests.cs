using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FedMl.Models.Catalog;

namespace FedMl.Models.Trust;

public sealed class ArtifactTrustTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempFolder keys = new();
    private readonly ModelsOptions options = new();
    private readonly Lazy<CatalogBench> bench;

    public ArtifactTrustTests() => bench = new(() => new CatalogBench(options));

    public void Dispose()
    {
        bench.Value.Dispose();
        keys.Dispose();
    }

    [Fact]
    public async Task Digests_OfTheList_AreOfferedAndOthersNot()
    {
        options.Trust.Digests = [DigestOf("good")];
        bench.Value.Folder.Write("iris/1/model.onnx", "good");
        bench.Value.Folder.Write("iris/2/model.onnx", "bad");

        Assert.Equal(["", "has a digest that is none of Models:Trust:Digests"], await ProblemsAsync());
    }

    [Theory]
    [InlineData("ecdsa")]
    [InlineData("rsa-pkcs1")]
    [InlineData("rsa-pss")]
    public async Task Key_Signed_IsOffered(string kind)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        options.Trust.KeyFile = keys.Write("key.pem", ecdsa.ExportSubjectPublicKeyInfoPem() + "\n" + rsa.ExportSubjectPublicKeyInfoPem());
        var digest = Encoding.ASCII.GetBytes(DigestOf("good"));
        Sign("1", "good", kind switch
        {
            "ecdsa" => ecdsa.SignData(digest, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            "rsa-pss" => rsa.SignData(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => rsa.SignData(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        });

        Assert.Equal([""], await ProblemsAsync());
    }

    [Fact]
    public async Task Key_NotSignedOrByAnother_IsNotOfferedAndSaysWhy()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        options.Trust.KeyFile = keys.Write("key.pem", key.ExportSubjectPublicKeyInfoPem());
        bench.Value.Folder.Write("iris/1/model.onnx", "unsigned");
        Sign("2", "by another", Signature(other, "by another"));
        Sign("3", "of another version", Signature(key, "other bytes"));
        Sign("4", "no base64", []);
        bench.Value.Folder.Write("iris/4/artifact.sig", "%%%");
        Sign("5", "one more file", Signature(key, "one more file"));
        bench.Value.Folder.Write("iris/5/weights.bin", "x");
        Sign("6", "as signed", Signature(key, "as signed"));

        const string wrong = "has a signature that is not over its files by a trusted key";
        Assert.Equal(
            ["is not signed: it has no artifact.sig, or one that cannot be read", wrong, wrong, "has an artifact.sig that is not base64", wrong, ""],
            await ProblemsAsync());
    }

    [Fact]
    public async Task Version_ChangedAfterItWasJudged_IsJudgedAgain()
    {
        options.Trust.Digests = [DigestOf("good")];
        bench.Value.Folder.Write("iris/1/model.onnx", "good");
        Assert.Equal([""], await ProblemsAsync());

        bench.Value.Folder.Write("iris/1/model.onnx", "swapped");

        Assert.Equal(["has a digest that is none of Models:Trust:Digests"], await ProblemsAsync());
    }

    [Theory]
    [InlineData("good", "")]
    [InlineData("foreign", Untrusted)]
    [InlineData("expired", Untrusted)]
    [InlineData("for servers", Untrusted)]
    [InlineData("for everything", Untrusted)]
    [InlineData("missing", Untrusted)]
    public async Task Authority_IssuedTheSigner_IsOfferedOnlyThen(string signer, string problem)
    {
        using var authority = Authority("CN=Ours");
        using var foreign = Authority("CN=Ours");
        options.Trust.AuthorityFile = keys.Write("ca.pem", authority.ExportCertificatePem());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue(
            signer == "foreign" ? foreign : authority, key, signer == "expired" ? Now.AddDays(-2) : Now.AddDays(30),
            signer switch { "for servers" => "1.3.6.1.5.5.7.3.1", "for everything" => null, _ => "1.3.6.1.5.5.7.3.3" });
        if (signer != "missing")
        {
            bench.Value.Folder.Write("iris/1/artifact.crt", certificate.ExportCertificatePem());
        }

        bench.Value.Time.SetUtcNow(Now);
        Sign("1", "graph", Signature(key, "graph"));

        Assert.Equal([problem], await ProblemsAsync());
    }

    [Fact]
    public void Validate_WrongSettings_AreNamed()
    {
        _ = bench.Value;
        using var weak = RSA.Create(1024);
        options.Trust.Digests = ["ABC", new string('a', 64)];
        options.Trust.KeyFile = keys.Write("weak.pem", weak.ExportSubjectPublicKeyInfoPem());
        Assert.Equal(
            ["Models:Trust:Digests:0 is no SHA-256 in lower-case hex.", "Models:Trust:KeyFile has no public key in PEM: ECDSA, or RSA of 2048 bits or more."],
            new TrustOptionsValidator().Validate(null, options).Failures);

        options.Trust.Digests = [];
        options.Trust.AuthorityFile = "/nowhere/ca.pem";
        Assert.Equal(
            ["Models:Trust takes KeyFile or AuthorityFile, not both.", "Models:Trust:AuthorityFile has no certificate in PEM."],
            new TrustOptionsValidator().Validate(null, options).Failures);
    }

    private const string Untrusted = "has no artifact.crt that an authority of Models:Trust:AuthorityFile stands for now";

    private static string DigestOf(string model) =>
        Hex($"{Hex(model)}  model.onnx\n");

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Signature(ECDsa key, string model) =>
        key.SignData(Encoding.ASCII.GetBytes(DigestOf(model)), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private void Sign(string version, string model, byte[] signature)
    {
        bench.Value.Folder.Write($"iris/{version}/model.onnx", model);
        bench.Value.Folder.Write($"iris/{version}/artifact.sig", Convert.ToBase64String(signature) + "\n");
    }

    private async Task<string[]> ProblemsAsync()
    {
        await bench.Value.SyncAsync();
        return [.. bench.Value.Catalog.Models["iris"].Versions.Select(v => v.Problem)];
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, ECDsa key, DateTimeOffset ends, string? usage)
    {
        var request = new CertificateRequest("CN=Signer", key, HashAlgorithmName.SHA256);
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: true));
        }

        return request.Create(authority, Now.AddDays(-60), ends, [1, 2, 3, 4]);
    }
}
