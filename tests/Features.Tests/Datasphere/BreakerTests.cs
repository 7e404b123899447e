using FedMl.Features.Datasphere;
using FedMl.Features.Sources;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

public sealed class BreakerTests : TenantScenario
{
    private readonly SkippingTime time = new();

    [Fact]
    public async Task ReadAsync_HalfOfTheRequestsFailed_TheAssetIsLeftAloneForAWhile()
    {
        Tenant.Server.Put(Customers(1));
        var reader = await ReaderAsync(Set, time);
        await BreakAsync(reader);

        var asked = Seen(Rows);
        var failure = await FailsAsync(reader);
        Assert.Equal(TimeSpan.FromSeconds(30), failure.RetryAfter);
        Assert.Equal(asked, Seen(Rows));

        time.Skip(TimeSpan.FromSeconds(31));
        Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
        Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
    }

    [Fact]
    public async Task ReadAsync_AnotherAssetIsLeftAlone_IsAsked()
    {
        Tenant.Server.Put(Customers(1));
        Tenant.Server.Put(Customers(1) with { Name = "OTHERS" });
        var source = Tenant.Source(Set, time);
        using var reader = source.Open(Plan(("name", ValueType.String)));
        using var other = source.Open(Plan(("name", ValueType.String)) with { Asset = new AssetReference("SALES", "OTHERS") });
        Assert.Empty(await reader.RefreshAsync(default));
        Assert.Empty(await other.RefreshAsync(default));
        await BreakAsync(reader);
        Assert.Equal(["v0"], await ReadAsync(other, "k0"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task ReadAsync_FailuresThatAreNoOutage_DoNotCount(int status)
    {
        Tenant.Server.Put(Customers(1));
        var reader = await ReaderAsync(Set, time);
        Tenant.Server.Fail(Rows, new Fault.Status(status), times: 40);
        for (var i = 0; i < 40; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(reader, "k0"));
        }

        Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
    }

    private static void Set(DatasphereOptions options) => (options.MaxRetries, options.BreakSeconds, options.MetadataSeconds) = (0, 30, 300);

    // The asset's description went well twice, and counts too.
    private async Task BreakAsync(IRowReader reader)
    {
        Tenant.Server.Fail(Rows, new Fault.Status(503), times: 18);
        for (var i = 0; i < 18; i++)
        {
            Assert.Null((await FailsAsync(reader)).RetryAfter);
        }
    }
}
