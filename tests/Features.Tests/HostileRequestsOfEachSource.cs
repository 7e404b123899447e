using FedMl.Features.Duckdb;
using FedMl.Features.Tests.Datasphere;
using FedMl.Features.Tests.Sql;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests;

public sealed class InMemoryHostileRequestsTests() : HostileRequestsOfFilesTests("1000");

public sealed class QueriedHostileRequestsTests() : HostileRequestsOfFilesTests("0");

public abstract class HostileRequestsOfFilesTests(string rowsInMemory) : HostileRequestsTests
{
    private protected override Task<string[]> PutAsync(RunningFeatures into, IReadOnlyList<string[]> rows, IReadOnlyList<string[]> refs)
    {
        into.Data("S", "ROWS.csv", Csv(RowColumns, rows)).Data("S", "REFS.csv", Csv("name,y", refs));
        return Task.FromResult<string[]>(["--Features:MaxRowsInMemory", rowsInMemory]);
    }

    private static string Csv(string header, IReadOnlyList<string[]> rows) =>
        $"{header}\n{string.Concat(rows.Select(row => string.Join(',', row.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n"))}";
}

public sealed class ODataHostileRequestsTests : HostileRequestsTests
{
    private TestTenant tenant = null!;

    private protected override IEnumerable<string> Secrets =>
        [tenant.Server.ClientSecret, .. tenant.Server.Requests.Select(request => request.Authorization!.Split(' ')[1]).Distinct()];

    private protected override async Task<string[]> PutAsync(RunningFeatures into, IReadOnlyList<string[]> rows, IReadOnlyList<string[]> refs)
    {
        tenant = await TestTenant.StartAsync();
        tenant.Server.Put(new Asset(
            "S", "ROWS", [new("id", "Edm.String", IsKey: true), new("part", "Edm.Int64", IsKey: true), new("ref", "Edm.String"), new("at", "Edm.DateTimeOffset"), new("x", "Edm.Int64")], rows));
        tenant.Server.Put(new Asset("S", "REFS", [new("name", "Edm.String", IsKey: true), new("y", "Edm.Int64")], refs));
        return tenant.Arguments;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await tenant.DisposeAsync();
    }
}

public sealed class SqlHostileRequestsTests : HostileRequestsTests
{
    private readonly HanaServer server = new();

    private protected override IEnumerable<string> Secrets => [HanaServer.Password];

    private protected override Task<string[]> PutAsync(RunningFeatures into, IReadOnlyList<string[]> rows, IReadOnlyList<string[]> refs)
    {
        server.Owner.Execute(
            """CREATE SCHEMA "S"; CREATE TABLE "S"."ROWS" ("id" VARCHAR, "part" BIGINT, "ref" VARCHAR, "at" TIMESTAMP, "x" BIGINT); CREATE TABLE "S"."REFS" ("name" VARCHAR, "y" BIGINT)""");
        Insert("ROWS", rows);
        Insert("REFS", refs);
        var options = server.Options;
        return Task.FromResult<string[]>(
        [
            "--Features:Source", "Sql", "--Features:Data", "/nowhere", "--Features:Sql:Driver", "Sap", "--Features:Sql:DriverPath", options.DriverPath, "--Features:Sql:Host", options.Host,
            "--Features:Sql:Port", $"{options.Port}", "--Features:Sql:User", options.User, "--Features:Sql:PasswordFile", options.PasswordFile, "--Features:Sql:MetadataSeconds", "0",
        ]);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        server.Dispose();
    }

    private void Insert(string table, IReadOnlyList<string[]> rows) => server.Owner.Execute(
        $"INSERT INTO \"S\".\"{table}\" VALUES {string.Join(", ", rows.Select(row => $"({string.Join(", ", row.Select(value => DuckDbSql.Text(value)))})"))}");
}
