using FedMl.Features.Tests.Datasphere;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Selftest;

/// <summary>Each step fails for a reason of its own, and then says which, and what to do.</summary>
public sealed class DatasphereSelftestTests : IAsyncLifetime
{
    private const string View =
        """
        name: orders
        source: {space: SALES, asset: ORDERS}
        entity: [{key: id, type: string, column: ID}]
        eventTime: AT
        features: [{name: amount, type: decimal, column: AMOUNT}]
        """;

    private static readonly Asset Orders = new(
        "SALES",
        "ORDERS",
        [new("ID", "Edm.String", IsKey: true), new("AMOUNT", "Edm.Decimal"), new("AT", "Edm.DateTimeOffset")],
        [["000815", "987.65", "2024-01-01T00:00:00Z"]]);

    private readonly TempFolder folder = new();
    private TestTenant tenant = null!;

    public async Task InitializeAsync()
    {
        tenant = await TestTenant.StartAsync();
        tenant.Server.Put(Orders);
        folder.Write("views/orders.yaml", View);
    }

    public async Task DisposeAsync()
    {
        await tenant.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Run_AllIsWell_SaysSoStepByStepAndTellsNoSecret()
    {
        var run = await RunAsync();
        run.Has("ok", "configuration", "OData");
        run.Has("ok", "secret files", "Features:Datasphere:ClientSecretFile");
        run.Has("ok", "name 127.0.0.1");
        run.Has("ok", "name 127.0.0.1 (tokens)");
        run.Has("ok", "token", tenant.Server.ClientId);
        run.Has("ok", "clock");
        run.Has("ok", "consumption interface");
        run.Has("ok", "catalog", "1 spaces: SALES");
        run.Has("ok", "space SALES", "1 assets");
        run.Has("ok", "orders, asset SALES/ORDERS", "3 columns");
        run.Has("ok", "orders, columns and keys", "1 features, key id");
        run.Has("ok", "orders, one row", "1 present");
        run.Has("ok", "orders, as of");
        Assert.Equal(0, run.ExitCode);
        TellsNothing(run);
    }

    [Fact]
    public async Task Run_OtherTls_ChecksItForBothHostsWithTheAuthorityOfOurOwn()
    {
        using var root = new TestAuthority();
        using var certificate = root.Issue("localhost");
        await using var secure = await TestTenant.StartAsync(certificate: certificate, clientRoot: root.Certificate);
        using var own = root.Issue("client");
        secure.Server.ClientThumbprint = own.Thumbprint;
        secure.Server.Put(Orders);
        string[] args =
        [
            "--Features:Datasphere:BaseAddress", secure.Server.Address, "--Features:Datasphere:TokenUrl", secure.Server.TokenUrl, "--Features:Datasphere:ClientSecretFile", "",
            "--Features:Datasphere:ClientCertificateFile", folder.Write("client.pem", own.ExportCertificatePem()), "--Features:Datasphere:ClientKeyFile", folder.Write("key.pem", TestAuthority.KeyPem(own)),
        ];

        var run = await RunAsync([.. args, "--Features:Datasphere:CaFile", folder.Write("ca.pem", root.Pem)]);
        run.Has("ok", "secret files", "ClientKeyFile");
        run.Has("ok", "TLS", "certificate until");
        run.Has("ok", "TLS (tokens)", "certificate until");
        run.Has("ok", "token");
        run.Has("ok", "orders, one row", "1 present");
        Assert.Equal(0, run.ExitCode);

        (await RunAsync(args)).FailedAt("TLS", "CN=Root of a test", "trust store");
    }

    [Fact]
    public async Task Run_WrongOptions_NamesEach()
    {
        var run = await RunAsync("--Features:Datasphere:BaseAddress", "tenant", "--Features:Datasphere:ClientId", "a:b");
        run.FailedAt("configuration", "BaseAddress", "command line");
        run.Has("FAILED", "configuration", "ClientId");
        run.Has("not checked", "token");
    }

    [Fact]
    public async Task Run_NoSecret_FailsAtTheSecretFiles() =>
        (await RunAsync("--Features:Datasphere:ClientSecretFile", folder.PathOf("none"))).FailedAt("secret files", "ClientSecretFile", "Write the secret");

    [Fact]
    public async Task Run_WrongSecret_FailsAtTheTokenAndTellsNeither()
    {
        tenant.Server.ExpectsUnexpected = true;
        tenant.WriteSecret("not the client's");
        var run = await RunAsync();
        run.FailedAt("token", "HTTP 401", "Technical User");
        run.Has("ok", "name 127.0.0.1 (tokens)");
        run.Has("not checked", "catalog", "needs token");
        TellsNothing(run);
        Assert.DoesNotContain("not the client's", run.Text, StringComparison.Ordinal);
        Assert.Single(tenant.Server.Requests);
    }

    [Theory]
    [InlineData(404, null)]
    [InlineData(200, "<html>Log on</html>")]
    [InlineData(200, "{}")]
    public async Task Run_WrongTokenUrl_FailsAtTheToken(int status, string? text)
    {
        tenant.Server.Fail("/oauth/token", text is null ? new Fault.Status(status) : new Fault.Body("text/html", text), times: 9);
        (await RunAsync()).FailedAt("token", "token end point", "ends with /oauth/token");
    }

    [Fact]
    public async Task Run_ClientOfAnotherPurpose_FailsAtTheToken()
    {
        tenant.Server.Fail("/oauth/token", new Fault.Status(400), times: 9);
        (await RunAsync()).FailedAt("token", "HTTP 400", "Technical User");
    }

    [Fact]
    public async Task Run_TokenHostIsUnknown_FailsThere() =>
        (await RunAsync("--Features:Datasphere:TokenUrl", "https://tenant.invalid/oauth/token")).FailedAt("name tenant.invalid (tokens)", "no such host", "DNS");

    [Fact]
    public async Task Run_HostIsUnknown_FailsAtTheName() => (await RunAsync("--Features:Datasphere:BaseAddress", "https://tenant.invalid")).FailedAt("name tenant.invalid", "no such host", "DNS");

    [Fact]
    public async Task Run_HandshakeIsEnded_PointsToTheTrustedAddresses()
    {
        using var closing = Door.ThatTakesAWordAndCloses();
        (await RunAsync("--Features:Datasphere:BaseAddress", $"https://localhost:{closing.Port}")).FailedAt("TLS", "ended the handshake", "Trusted IPs");
    }

    [Theory]
    [InlineData(-180, "behind")]
    [InlineData(180, "ahead of")]
    public async Task Run_ClockIsWrong_SaysByHowMuch(int ourSeconds, string says)
    {
        tenant.Server.Behaviour.ClockAhead = -TimeSpan.FromSeconds(ourSeconds);
        var run = await RunAsync();
        run.FailedAt("clock", "3 minutes " + says, "NTP");
        run.Has("ok", "token");
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(30)]
    public async Task Run_ClockIsWrongByLittle_IsWell(int seconds)
    {
        tenant.Server.Behaviour.ClockAhead = TimeSpan.FromSeconds(seconds);
        (await RunAsync()).Has("ok", "clock");
    }

    [Fact]
    public async Task Run_InterfaceIsElsewhere_FailsAtTheInterface()
    {
        tenant.Server.Behaviour.Prefix = "/another";
        (await RunAsync()).FailedAt("consumption interface", "HTTP 404", "Features:Datasphere:BaseAddress");
    }

    [Fact]
    public async Task Run_PageToSignInAnswers_FailsAtTheInterface()
    {
        tenant.Server.Fail("/catalog/spaces", new Fault.Body("text/html", "<html>Log on</html>"), times: 9);
        (await RunAsync()).FailedAt("consumption interface", "application/json", "not SAP Datasphere's interface");
    }

    [Fact]
    public async Task Run_Redirected_FailsAtTheInterface()
    {
        tenant.Server.Fail("/catalog/spaces", new Fault.Redirect("https://login.example/"), times: 9);
        (await RunAsync()).FailedAt("consumption interface", "redirects", "not SAP Datasphere's interface");
    }

    [Fact]
    public async Task Run_RoleIsMissing_FailsAtTheCatalog()
    {
        tenant.Server.Fail("/catalog/spaces", new Fault.Status(403), times: 9);
        var run = await RunAsync();
        run.FailedAt("catalog", "HTTP 403", "DW Consumer");
        run.Has("ok", "consumption interface");
    }

    [Fact]
    public async Task Run_NoSpaceIsShown_FailsAtTheCatalog()
    {
        tenant.Server.Remove("SALES", "ORDERS");
        (await RunAsync()).FailedAt("catalog", "no space", "DW Consumer");
    }

    [Fact]
    public async Task Run_ViewIsNotExposed_FailsAtTheAsset()
    {
        tenant.Server.Put(Orders with { Name = "OTHERS" });
        tenant.Server.Remove("SALES", "ORDERS");
        (await RunAsync()).FailedAt("orders, asset SALES/ORDERS", "", "Expose for Consumption");
    }

    [Fact]
    public async Task Run_MetadataCannotBeRead_FailsAtTheAsset()
    {
        tenant.Server.Fail("$metadata", new Fault.Body("application/xml", "<x/>"), times: 100);
        (await RunAsync("--Features:Datasphere:MaxRetries", "0")).FailedAt("orders, asset SALES/ORDERS", "metadata", "Over OData");
    }

    [Fact]
    public async Task Run_ColumnIsGone_FailsAtTheColumns()
    {
        tenant.Server.Put(Orders with { Columns = [Orders.Columns[0], new("PRICE", "Edm.Decimal"), Orders.Columns[2]] });
        (await RunAsync()).FailedAt("orders, columns and keys", "AMOUNT", "Find data");
    }

    [Fact]
    public async Task Run_RowsAreNotAllowed_FailsAtTheRow()
    {
        tenant.Server.Fail("ORDERS/ORDERS?", new Fault.Status(403), times: 100);
        var run = await RunAsync();
        run.FailedAt("orders, one row", "HTTP 403", "DW Consumer");
        TellsNothing(run);
    }

    private void TellsNothing(Run run)
    {
        string[] tokens = [.. tenant.Server.Requests.Select(request => request.Authorization?.Split(' ')[1]).OfType<string>()];
        Assert.All([tenant.Server.ClientSecret, "000815", "987", .. tokens], secret => Assert.DoesNotContain(secret, run.Text, StringComparison.Ordinal));
    }

    private Task<Run> RunAsync(params string[] args) => Run.OfAsync(
    [
        "--Features:FeatureViews", folder.PathOf("views"), "--Features:Source", "OData",
        "--Features:Datasphere:BaseAddress", tenant.Server.Address, "--Features:Datasphere:TokenUrl", tenant.Server.TokenUrl,
        "--Features:Datasphere:ClientId", tenant.Server.ClientId, "--Features:Datasphere:ClientSecretFile", tenant.SecretFile, .. args,
    ]);
}
