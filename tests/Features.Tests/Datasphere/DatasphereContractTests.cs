using FedMl.Features.Sources;
using FedMl.Features.Tests.Sources;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

public sealed class DatasphereTests : DatasphereContract;

public sealed class DatasphereInSmallPagesTests : DatasphereContract
{
    private protected override void Set(Behaviour behaviour)
    {
        behaviour.PageSize = 3;
        behaviour.CatalogPageSize = 1;
        behaviour.NextLinks = NextLinkForm.Relative;
        behaviour.HasSlashAfterDataUrls = true;
    }
}

public sealed class DatasphereInPagesThatSkipTests : DatasphereContract
{
    private protected override void Set(Behaviour behaviour)
    {
        behaviour.PageSize = 50;
        behaviour.NextLinks = NextLinkForm.SkipOnly;
        behaviour.FalseAddress = "";
    }
}

public sealed class DatasphereAtTheOldPathTests : DatasphereContract
{
    private protected override void Set(Behaviour behaviour)
    {
        behaviour.Prefix = "/api/v1/dwc";
        behaviour.PageSize = 2;
        behaviour.NextLinks = NextLinkForm.BareSkip;
    }
}

public sealed class FederatedDatasphereTests : DatasphereContract
{
    protected override bool IsFederated => true;

    protected override bool TakesQuotes => false;

    private protected override void Set(Behaviour behaviour) => behaviour.PageSize = 7;
}

public abstract class DatasphereContract : BusinessDataSourceContract, IAsyncLifetime
{
    private TestTenant tenant = null!;

    protected virtual bool IsFederated => false;

    // Others cannot be written in a request, which is a fault of the view.
    protected override string[] AwkwardColumns { get; } = ["_1a", "größe_日本"];

    public async Task InitializeAsync()
    {
        tenant = await TestTenant.StartAsync();
        Set(tenant.Server.Behaviour);
    }

    public Task DisposeAsync() => tenant.DisposeAsync().AsTask();

    private protected virtual void Set(Behaviour behaviour)
    {
    }

    protected override void Put(TestAsset asset) => tenant.Server.Put(new Asset(
        asset.Space,
        asset.Name,
        [.. asset.Columns.Select(column => new FedMl.Tests.Datasphere.AssetColumn(column.Name, EdmType(column.Type)))],
        [.. asset.Rows.Select(row => row.Select((value, i) => asset.Columns[i].Type == "bool" ? value?.ToLowerInvariant() : value).ToArray())])
    {
        IsFederated = IsFederated,
    });

    protected override void Remove(TestAsset asset) => tenant.Server.Remove(asset.Space, asset.Name);

    private protected override IBusinessDataSource OpenSource() => tenant.Source();

    private static string EdmType(string type) => type switch
    {
        "bool" => "Edm.Boolean",
        "timestamp" => "Edm.DateTimeOffset",
        _ => $"Edm.{char.ToUpperInvariant(type[0])}{type[1..]}",
    };
}
