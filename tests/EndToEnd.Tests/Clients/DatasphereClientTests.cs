using System.Text.Json;
using FedMl.Tests.Datasphere;

namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>
/// That the stand-in of a Datasphere tenant, which proves the OData adapter, is one to clients that are not ours: SAP's own
/// HTTP client and an OData client from npm.
/// </summary>
public sealed class DatasphereClientTests
{
    [ToolFact("@odata/client/package.json")]
    public async Task StandIn_WithNodeClients_AnswersAsATenant()
    {
        await using var tenant = await DatasphereServer.StartAsync();
        tenant.Behaviour.PageSize = 1000;
        tenant.Behaviour.CatalogPageSize = 2;
        foreach (var name in new[] { "4CUSTOMERS", "B", "C" })
        {
            tenant.Put(new Asset(
                "SALES",
                name,
                [new("id", "Edm.String", IsKey: true), new("revenue", "Edm.Decimal"), new("since", "Edm.Date")],
                [.. Enumerable.Range(0, 2500).Select(i => new[] { $"k{i:D4}", FormattableString.Invariant($"{i}.50"), "2024-02-29" })]));
        }

        var output = await ForeignProgram.RunAsync("node", Path.Combine(Repository.Tools, "datasphere.mjs"), tenant.Address, tenant.ClientId, tenant.ClientSecret);

        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal("""["SALES"]""", answer.GetProperty("spaces").GetRawText());
        Assert.Equal("""["4CUSTOMERS","B","C"]""", answer.GetProperty("assets").GetRawText());
        Assert.Equal("_4CUSTOMERS", answer.GetProperty("set").GetString());
        Assert.Equal("""["id:Edm.String","revenue:Edm.Decimal","since:Edm.Date"]""", answer.GetProperty("properties").GetRawText());
        Assert.Equal((2500, "k2499"), (answer.GetProperty("rows").GetInt32(), answer.GetProperty("last").GetProperty("id").GetString()));
        Assert.Equal("""["k0007","k2499"]""", JsonSerializer.Serialize(answer.GetProperty("found").EnumerateArray().Select(row => row.GetProperty("id").GetString())));
        Assert.Empty(tenant.Unexpected);
    }
}
