using FedMl.Features.Sources;
using FedMl.Features.Tests.Sources;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>A tenant that takes the contract's assets.</summary>
internal sealed class ContractTenant(TestTenant tenant, bool isFederated) : IAsyncDisposable
{
    public static string[] AwkwardColumns { get; } = ["_1a", "größe_日本"];

    public static async Task<ContractTenant> StartAsync(bool isFederated, Action<Behaviour> set)
    {
        var tenant = await TestTenant.StartAsync();
        set(tenant.Server.Behaviour);
        return new ContractTenant(tenant, isFederated);
    }

    public void Put(TestAsset asset) => tenant.Server.Put(new Asset(
        asset.Space,
        asset.Name,
        [.. asset.Columns.Select(column => new AssetColumn(column.Name, EdmType(column.Type)))],
        [.. asset.Rows.Select(row => row.Select((value, i) => asset.Columns[i].Type == "bool" ? value?.ToLowerInvariant() : value).ToArray())])
    {
        IsFederated = isFederated,
    });

    public void Remove(TestAsset asset) => tenant.Server.Remove(asset.Space, asset.Name);

    public IBusinessDataSource Source(int scanPageRows) => tenant.Source(options => options.ScanPageRows = scanPageRows);

    public ValueTask DisposeAsync() => tenant.DisposeAsync();

    private static string EdmType(string type) => type switch
    {
        "bool" => "Edm.Boolean",
        "timestamp" => "Edm.DateTimeOffset",
        _ => $"Edm.{char.ToUpperInvariant(type[0])}{type[1..]}",
    };
}
