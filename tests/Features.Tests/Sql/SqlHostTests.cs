using FedMl.Features.Duckdb;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Sql;

/// <summary>The Features host as a user configures it, over the names of SAP's driver.</summary>
public sealed class SqlHostTests : IDisposable
{
    private const string View =
        """
        name: orders
        source: {space: SALES, asset: ORDERS}
        entity: [{key: id, type: string, column: ID}, {key: line, type: int64, column: LINE}]
        eventTime: AT
        features:
          - {name: amount, type: decimal, column: AMOUNT}
          - {name: note, type: string, column: NOTE}
        """;

    private readonly HanaServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task GetOnlineFeatures_OverSql_AnswersTheValuesOfTheDatabase()
    {
        server.Owner.Execute(
            """
            CREATE SCHEMA "SALES"; CREATE TABLE "SALES"."ORDERS" ("ID" VARCHAR, "LINE" INTEGER, "AT" TIMESTAMP, "AMOUNT" DECIMAL(38, 10), "NOTE" VARCHAR);
            INSERT INTO "SALES"."ORDERS" VALUES ('0001', 10, '2024-01-01', 12345678901234567890.1234567890, 'old'), ('0001', 10, '2025-01-01', 1.5, NULL);
            """);
        await using var features = await StartAsync();
        var request = RunningFeatures.Ask(["orders:amount", "orders:note"], RunningFeatures.Texts("id", "0001", "' OR 1=1 --"), RunningFeatures.Longs("line", 10, 10));
        var answer = await features.Client.GetOnlineFeaturesAsync(request);
        Assert.Equal("1.5000000000", answer.Columns[0].Decimals.Values[0]);
        Assert.Equal([ValueStatus.Present, ValueStatus.NotFound], answer.Columns[0].Statuses);

        request.AsOf = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(new DateTimeOffset(2024, 6, 1, 0, 0, 0, TimeSpan.Zero));
        answer = await features.Client.GetOnlineFeaturesAsync(request);
        Assert.Equal(("12345678901234567890.1234567890", "old"), (answer.Columns[0].Decimals.Values[0], answer.Columns[1].Strings.Values[0]));
    }

    [Theory]
    [InlineData("V\"; DROP TABLE X--")]
    [InlineData("a\".\"b")]
    [InlineData("A\0")]
    [InlineData("SAL\nES")]
    [InlineData("ЅALES")]
    public async Task DescribeAsset_HostileNames_AreNotFoundAndReachNoStatement(string name)
    {
        server.Owner.Execute("""CREATE SCHEMA "SALES"; CREATE TABLE "SALES"."ORDERS" ("ID" VARCHAR)""");
        await using var features = await StartAsync();
        foreach (var (space, asset) in ((string, string)[])[(name, "ORDERS"), ("SALES", name), (name + new string('x', 200), "ORDERS")])
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await features.Client.DescribeAssetAsync(new DescribeAssetRequest { Space = space, Asset = asset }));
            Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        }

        Assert.DoesNotContain(server.Log, entry => entry.Contains(name, StringComparison.Ordinal) || entry.Contains("xxx", StringComparison.Ordinal));
        Assert.Single((await features.Client.DescribeAssetAsync(new DescribeAssetRequest { Space = "SALES", Asset = "ORDERS" })).Columns);
    }

    [Fact]
    public async Task GetOnlineFeatures_PrivilegeIsMissing_IsPermissionDenied()
    {
        server.Owner.Execute("""CREATE SCHEMA "SALES"; CREATE TABLE "SALES"."ORDERS" ("ID" VARCHAR, "LINE" INTEGER, "AT" TIMESTAMP, "AMOUNT" DECIMAL(9, 2), "NOTE" VARCHAR)""");
        await using var features = await StartAsync();
        server.Fault = statement => statement.Contains("\"SALES\".\"ORDERS\"", StringComparison.Ordinal) ? 258 : 0;
        var request = RunningFeatures.Ask(["orders:amount"], RunningFeatures.Texts("id", "1"), RunningFeatures.Longs("line", 1));
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await features.Client.GetOnlineFeaturesAsync(request));
        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
        Assert.Equal(Protos.Errors.V1.ErrorReason.SourceAccessDenied, RpcErrors.FromRpcException(failure, "Features").Reason);
    }

    [Fact]
    public async Task StartAsync_IncompleteOptions_NamesEachFault()
    {
        await using var features = new RunningFeatures().View("orders.yaml", View);
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => features.StartAsync("--Features:Source", "Sql", "--Features:Sql:Port", "0"));
        Assert.All(["Port", "Host", "User", "PasswordFile", "Driver Managed"], word => Assert.Contains(failure.Failures, fault => fault.Contains(word, StringComparison.Ordinal)));
    }

    private async Task<RunningFeatures> StartAsync()
    {
        var options = server.Options;
        var features = await new RunningFeatures().View("orders.yaml", View).StartAsync(
            "--Features:Source", "Sql", "--Features:Data", "/nowhere",
            "--Features:Sql:Driver", "Sap", "--Features:Sql:DriverPath", options.DriverPath,
            "--Features:Sql:Host", options.Host, "--Features:Sql:Port", $"{options.Port}", "--Features:Sql:User", options.User,
            "--Features:Sql:PasswordFile", options.PasswordFile, "--Features:Sql:MetadataSeconds", "0");
        await features.UntilAsync(answer => answer.FeatureViews.Count == 1 || answer.Faults.Count > 0);
        return features;
    }
}
