using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

public sealed class TlsTests
{
    [Theory]
    [InlineData("CN=localhost", 30)]
    [InlineData("CN=localhost", -1)]
    [InlineData("CN=another.example", 30)]
    public async Task RefreshAsync_CertificateThatNobodyTrusts_SendsNothingAndIsAFault(string subject, int daysLeft)
    {
        using var certificate = Certificate(subject, daysLeft);
        await using var tenant = await TestTenant.StartAsync(certificate: certificate);
        tenant.Server.Put(new Asset("S", "A", [new("id", "Edm.String", IsKey: true)], []));
        using var reader = tenant.Source().Open(new(new("S", "A"), [new("id", ValueType.String)], [], null));
        var fault = Assert.Single(await reader.RefreshAsync(default));
        Assert.Equal(ErrorReason.SourceUnavailable, fault.Reason);
        Assert.Contains("certificate", fault.Description, StringComparison.Ordinal);
        Assert.Empty(tenant.Server.Requests);
    }

    private static X509Certificate2 Certificate(string subject, int daysLeft)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(subject[3..]);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(daysLeft));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
