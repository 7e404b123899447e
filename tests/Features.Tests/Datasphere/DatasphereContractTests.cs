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

public sealed class DatasphereScannedInSmallPagesTests : DatasphereContract
{
    protected override int ScanPageRows => 3;
}

public abstract class DatasphereContract : RowScannerContract, IAsyncLifetime
{
    private ContractTenant tenant = null!;

    // Others cannot be written in a request, which is a fault of the view.
    protected override string[] AwkwardColumns => ContractTenant.AwkwardColumns;

    protected override string AwkwardJoinColumn => ContractTenant.AwkwardColumns[0];

    protected override bool Profiles => false;

    protected virtual int ScanPageRows => 10_000;

    public async Task InitializeAsync() => tenant = await ContractTenant.StartAsync(isFederated: false, Set);

    public Task DisposeAsync() => tenant.DisposeAsync().AsTask();

    private protected virtual void Set(Behaviour behaviour)
    {
    }

    protected override void Put(TestAsset asset) => tenant.Put(asset);

    protected override void Remove(TestAsset asset) => tenant.Remove(asset);

    private protected override IBusinessDataSource OpenSource() => tenant.Source(ScanPageRows);
}

/// <summary>A federated source keeps no order, so it cannot be scanned.</summary>
public sealed class FederatedDatasphereTests : RowHistoryContract, IAsyncLifetime
{
    private ContractTenant tenant = null!;

    protected override bool TakesQuotes => false;

    protected override string[] AwkwardColumns => ContractTenant.AwkwardColumns;

    protected override string AwkwardJoinColumn => ContractTenant.AwkwardColumns[0];

    public async Task InitializeAsync() => tenant = await ContractTenant.StartAsync(isFederated: true, behaviour => behaviour.PageSize = 7);

    public Task DisposeAsync() => tenant.DisposeAsync().AsTask();

    protected override void Put(TestAsset asset) => tenant.Put(asset);

    protected override void Remove(TestAsset asset) => tenant.Remove(asset);

    private protected override IBusinessDataSource OpenSource() => tenant.Source(10_000);
}
