using FedMl.Features.Columns;
using FedMl.Features.Datasphere;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>A tenant whose certificate an authority of our own issued, and tokens for a client that shows one too.</summary>
public sealed class MutualTlsTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly TestAuthority root = new();
    private readonly TestAuthority between;
    private TestTenant tenant = null!;

    public MutualTlsTests()
    {
        between = new TestAuthority("CN=Between", root);
        folder.Write("ca.pem", root.Pem);
    }

    public async Task InitializeAsync()
    {
        tenant = await TestTenant.StartAsync(certificate: root.Issue("localhost"), clientRoot: root.Certificate);
        tenant.Server.Put(new("S", "A", [new("id", "Edm.String", IsKey: true), new("x", "Edm.String")], [["k", "v"]]));
    }

    public async Task DisposeAsync()
    {
        await tenant.DisposeAsync();
        between.Dispose();
        root.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task ReadAsync_ClientWithACertificate_SendsNoSecretAndShowsTheChain()
    {
        Give(between, "client");
        Assert.Equal("v", await ReadAsync(Source()));
        var token = Assert.Single(tenant.Server.Requests, request => request.Method == "POST");
        Assert.Null(token.Authorization);
    }

    [Fact]
    public async Task ReadAsync_CertificateIsReplaced_TheNextTokenIsAskedForWithTheNewOne()
    {
        Give(between, "client");
        var source = Source();
        Assert.Equal("v", await ReadAsync(source));
        Give(between, "client");
        tenant.Server.RevokeTokens();
        Assert.Equal("v", await ReadAsync(source));
        Assert.Equal(2, tenant.Server.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task ReadAsync_CertificateOfAnotherAuthority_IsRefused()
    {
        using var foreign = new TestAuthority("CN=Foreign");
        using var other = new TestAuthority("CN=Between", foreign);
        Give(other, "client");
        tenant.Server.ExpectsUnexpected = true;
        var fault = Assert.Single(await Open(Source()).RefreshAsync(default));
        Assert.Equal(ErrorReason.SourceCredentialsRefused, fault.Reason);
    }

    [Fact]
    public async Task ReadAsync_CertificateGoesAway_SaysSoAndSendsNothing()
    {
        Give(between, "client");
        var source = Source();
        File.Delete(folder.PathOf("key.pem"));
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.ListSpacesAsync(default));
        Assert.Equal(ErrorReason.SourceCredentialsRefused, failure.Reason);
        Assert.Empty(tenant.Server.Requests);
    }

    [Fact]
    public async Task ReadAsync_AuthorityOfOurOwnAndASecret_AreEnough()
    {
        await using var plain = await TestTenant.StartAsync(certificate: root.Issue("localhost"));
        plain.Server.Put(new("S", "A", [new("id", "Edm.String", IsKey: true), new("x", "Edm.String")], [["k", "v"]]));
        Assert.Equal("v", await ReadAsync(plain.Source(options => options.CaFile = folder.PathOf("ca.pem"))));
    }

    [Theory]
    [InlineData("localhost", false, 30, "ca.pem")]
    [InlineData("localhost", true, -1, "ca.pem")]
    [InlineData("localhost", true, 30, "foreign.pem")]
    [InlineData("localhost", true, 30, "")]
    public async Task RefreshAsync_ServerThatIsNotTrusted_GetsNothing(string host, bool isLoopback, int daysLeft, string caFile)
    {
        using var foreign = new TestAuthority("CN=Foreign");
        folder.Write("foreign.pem", foreign.Pem);
        await using var other = await TestTenant.StartAsync(certificate: root.Issue(host, isLoopback, daysLeft));
        var source = other.Source(options => options.CaFile = caFile.Length == 0 ? "" : folder.PathOf(caFile));
        var fault = Assert.Single(await Open(source).RefreshAsync(default));
        Assert.Equal(ErrorReason.SourceUnavailable, fault.Reason);
        Assert.Contains("certificate", fault.Description, StringComparison.Ordinal);
        Assert.Empty(other.Server.Requests);
    }

    [Fact]
    public void Of_FilesThatDoNotFit_AreFaults()
    {
        Give(between, "client");
        Assert.Empty(Faults(_ => { }));
        Assert.Contains("both set", Assert.Single(Faults(options => options.ClientSecretFile = folder.Write("secret", "s"))), StringComparison.Ordinal);
        Assert.Contains("CaFile", Assert.Single(Faults(options => options.CaFile = folder.Write("none.pem", "text"))), StringComparison.Ordinal);
        Assert.Contains("CaFile", Assert.Single(Faults(options => options.CaFile = folder.PathOf("nowhere"))), StringComparison.Ordinal);
        Assert.Contains("ClientKeyFile", Assert.Single(Faults(options => options.ClientKeyFile = "")), StringComparison.Ordinal);
        Assert.Contains("ClientCertificateFile", Assert.Single(Faults(options => options.ClientCertificateFile = "")), StringComparison.Ordinal);
        using var another = between.Issue("another");
        var fault = Assert.Single(Faults(options => options.ClientKeyFile = folder.Write("other.pem", TestAuthority.KeyPem(another))));
        Assert.DoesNotContain("PRIVATE", fault, StringComparison.Ordinal);
    }

    private void Give(TestAuthority authority, string name)
    {
        using var certificate = authority.Issue(name, isLoopback: false);
        folder.Write("client.pem", certificate.ExportCertificatePem() + "\n" + authority.Pem);
        folder.Write("key.pem", TestAuthority.KeyPem(certificate));
        tenant.Server.ClientThumbprint = certificate.Thumbprint;
    }

    private void Set(DatasphereOptions options) => (options.ClientSecretFile, options.ClientCertificateFile, options.ClientKeyFile, options.CaFile) =
        ("", folder.PathOf("client.pem"), folder.PathOf("key.pem"), folder.PathOf("ca.pem"));

    private IBusinessDataSource Source() => tenant.Source(Set);

    private IEnumerable<string> Faults(Action<DatasphereOptions> change)
    {
        var options = new DatasphereOptions { BaseAddress = tenant.Server.Address, TokenUrl = tenant.Server.TokenUrl, ClientId = tenant.Server.ClientId };
        Set(options);
        change(options);
        return DatasphereOptionsFaults.Of(options);
    }

    private static IRowReader Open(IBusinessDataSource source) => source.Open(new(new("S", "A"), [new("id", ValueType.String)], [new("x", ValueType.String)], null));

    private static async Task<string> ReadAsync(IBusinessDataSource source)
    {
        using var reader = Open(source);
        Assert.Empty(await reader.RefreshAsync(default));
        var key = new ColumnValues<string>();
        key.Add("k");
        var rows = await reader.ReadAsync(new RowRequest([key], [0], TimeProvider.System.GetUtcNow()), default);
        return ((ColumnValues<string>)rows.Columns[0])[rows.RowOfKey[0]];
    }
}
