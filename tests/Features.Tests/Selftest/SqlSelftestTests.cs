using FedMl.Features.Duckdb;
using FedMl.Features.Tests.Sql;

namespace FedMl.Features.Tests.Selftest;

/// <summary>Each step fails for a reason of its own, and then says which. The port is real; behind it stands in SAP's driver.</summary>
public sealed class SqlSelftestTests : IDisposable
{
    private const string View =
        """
        name: orders
        source: {space: SALES, asset: ORDERS}
        entity: [{key: id, type: string, column: ID}]
        features: [{name: amount, type: decimal, column: AMOUNT}]
        """;

    private readonly Door door = Door.ThatOpens();
    private readonly HanaServer server;

    public SqlSelftestTests()
    {
        server = new HanaServer(door.Port);
        server.Owner.Execute("""CREATE SCHEMA "SALES"; CREATE TABLE "SALES"."ORDERS" ("ID" VARCHAR, "AMOUNT" DECIMAL(9, 2)); INSERT INTO "SALES"."ORDERS" VALUES ('000815', 987.65)""");
        Directory.CreateDirectory(server.Folder.PathOf("views"));
        File.WriteAllText(server.Folder.PathOf("views/orders.yaml"), View);
    }

    public void Dispose()
    {
        server.Dispose();
        door.Dispose();
    }

    [Fact]
    public async Task Run_AllIsWell_SaysSoStepByStepAndTellsNoSecret()
    {
        var run = await RunAsync();
        run.Has("ok", "configuration", "Sql");
        run.Has("ok", "secret files", "Features:Sql:PasswordFile");
        run.Has("ok", "name localhost");
        run.Has("ok", $"connection to port {door.Port}");
        run.Has("ok", $"sign-in as {HanaServer.User}");
        run.Has("ok", "catalog", "SALES");
        run.Has("ok", "space SALES", "1 assets");
        run.Has("ok", "orders, columns and keys", "1 features, key id");
        run.Has("ok", "orders, one row", "1 present");
        Assert.Equal(0, run.ExitCode);
        Assert.All(["000815", "987", HanaServer.Password], value => Assert.DoesNotContain(value, run.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WrongOptions_NamesEach()
    {
        var run = await RunAsync("--Features:Sql:Host", "https://x", "--Features:Sql:User", "");
        run.FailedAt("configuration", "Features:Sql:Host", "command line");
        run.Has("FAILED", "configuration", "Features:Sql:User");
        run.Has("not checked", "secret files");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Run_NoSecret_FailsAtTheSecretFiles(string? content)
    {
        var path = content is null ? server.Folder.PathOf("none") : server.Folder.Write("empty", content);
        var run = await RunAsync("--Features:Sql:PasswordFile", path);
        run.FailedAt("secret files", "Features:Sql:PasswordFile", "Write the secret");
        run.Has("ok", "configuration");
        run.Has("not checked", $"sign-in as {HanaServer.User}");
    }

    [Fact]
    public async Task Run_UnknownHost_FailsAtTheName() =>
        (await RunAsync("--Features:Sql:Host", "tenant.invalid", "--Features:Sql:Tls", "true")).FailedAt("name tenant.invalid", "no such host", "DNS");

    [Fact]
    public async Task Run_NobodyListens_FailsAtTheConnection()
    {
        door.Dispose();
        (await RunAsync()).FailedAt($"connection to port {server.Port}", "ConnectionRefused", "firewall");
    }

    [Fact]
    public async Task Run_HandshakeIsEnded_PointsToTheTrustedAddresses()
    {
        using var closing = Door.ThatTakesAWordAndCloses();
        (await RunAsync("--Features:Sql:Port", $"{closing.Port}", "--Features:Sql:Tls", "true")).FailedAt("TLS", "ended the handshake", "Trusted IPs");
    }

    [Fact]
    public async Task Run_CertificateIsNotTrusted_TellsWhoIssuedIt()
    {
        using var own = Door.WithACertificateOfItsOwn();
        (await RunAsync("--Features:Sql:Port", $"{own.Port}", "--Features:Sql:Tls", "true")).FailedAt("TLS", "CN=Made up", "trust store");
    }

    [Fact]
    public async Task Run_PasswordIsRefused_FailsAtTheSignInAndDoesNotTellIt()
    {
        server.ChangePassword("another");
        var run = await RunAsync();
        run.FailedAt($"sign-in as {HanaServer.User}", "", "SPACE#USER");
        Assert.DoesNotContain(HanaServer.Password, run.Text, StringComparison.Ordinal);
        Assert.Single(server.Log, entry => entry == "CONNECT");
    }

    [Fact]
    public async Task Run_CatalogIsNotAllowed_FailsThereAndNotAtTheSignIn()
    {
        server.Fault = statement => statement.Contains("\"SYS\"", StringComparison.Ordinal) ? 258 : 0;
        var run = await RunAsync();
        run.FailedAt("catalog", "", "Enable Read Access");
        run.Has("ok", $"sign-in as {HanaServer.User}");
    }

    [Fact]
    public async Task Run_ViewIsNotExposed_FailsAtTheAsset()
    {
        server.Owner.Execute("""DROP TABLE "SALES"."ORDERS" """);
        (await RunAsync()).FailedAt("orders, asset SALES/ORDERS", "", "Expose for Consumption");
    }

    [Fact]
    public async Task Run_SpaceIsNotShared_FailsAtTheSpace()
    {
        server.Owner.Execute("""DROP SCHEMA "SALES" CASCADE; CREATE SCHEMA "OTHER" """);
        var run = await RunAsync();
        run.Has("FAILED", "space SALES");
        Assert.Contains("other spaces must be shared", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ColumnIsGone_FailsAtTheColumns()
    {
        server.Owner.Execute("""ALTER TABLE "SALES"."ORDERS" DROP COLUMN "AMOUNT" """);
        (await RunAsync()).FailedAt("orders, columns and keys", "AMOUNT", "Find data");
    }

    [Fact]
    public async Task Run_RowsAreNotAllowed_FailsAtTheRow()
    {
        server.Fault = statement => statement.Contains("FROM \"SALES\".\"ORDERS\"", StringComparison.Ordinal) ? 258 : 0;
        (await RunAsync()).FailedAt("orders, one row", "", "lacks a privilege");
    }

    private Task<Run> RunAsync(params string[] args) => Run.OfAsync(
    [
        "--Features:FeatureViews", server.Folder.PathOf("views"), "--Features:Source", "Sql",
        "--Features:Sql:Driver", "Sap", "--Features:Sql:DriverPath", HanaServer.DriverFolder, "--Features:Sql:Host", "localhost",
        "--Features:Sql:Port", $"{server.Port}", "--Features:Sql:Tls", "false", "--Features:Sql:User", HanaServer.User,
        "--Features:Sql:PasswordFile", server.Options.PasswordFile, "--Features:Sql:Retries", "0", .. args,
    ]);
}
