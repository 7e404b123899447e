using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Where the tenant's own links may lead.</summary>
public sealed class LinkTests : TenantScenario
{
    private DatasphereServer elsewhere = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Tenant.Server.Put(Customers(9));
        elsewhere = await DatasphereServer.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        Assert.Empty(elsewhere.Requests);
        await elsewhere.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("{elsewhere}/api?$skip=3")]
    [InlineData("//{elsewhere-host}/api?$skip=3")]
    [InlineData("http://user@{tenant-host}/x")]
    [InlineData("https://{tenant-host}/x")]
    [InlineData("http://{tenant-host}.evil.example/x")]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://")]
    public async Task ReadAsync_NextLinkToAnotherHost_IsRefusedAndNotAsked(string link)
    {
        Tenant.Server.Behaviour.PageSize = 2;
        var reader = await ReaderAsync();
        Tenant.Server.Behaviour.FalseNextLink = _ => Fill(link);
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(reader, "k0", "k1", "k2", "k3"));
        Assert.Contains("link", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, Seen(Rows));
    }

    [Theory]
    [InlineData("{elsewhere}")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://{tenant-host}.evil.example")]
    public async Task RefreshAsync_CatalogLeadsToAnotherHost_IsRefusedAndNotAsked(string address)
    {
        Tenant.Server.Behaviour.FalseAddress = Fill(address);
        var reader = Open();
        Assert.Contains("link", Assert.Single(await reader.RefreshAsync(default)).Description, StringComparison.Ordinal);
        await FailsAsync(reader);
        Assert.Equal(0, Seen("CUSTOMERS"));
    }

    [Fact]
    public async Task ListAssetsAsync_NextPageAtAnotherHost_IsRefusedAndNotAsked()
    {
        Tenant.Server.Put(Customers(1) with { Name = "OTHERS" });
        Tenant.Server.Behaviour.CatalogPageSize = 1;
        Tenant.Server.Behaviour.FalseNextLink = _ => $"{elsewhere.Address}/more";
        await Assert.ThrowsAsync<UpstreamException>(() => Tenant.Source().ListAssetsAsync("SALES", default));
    }

    [Fact]
    public async Task ReadAsync_PagesLeadToThemselves_Ends()
    {
        Tenant.Server.Behaviour.PageSize = 2;
        var reader = await ReaderAsync();
        string? first = null;
        Tenant.Server.Behaviour.FalseNextLink = link => first ??= link;
        Assert.Contains("lead back", (await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(reader, Enumerable.Range(0, 9).Select(i => $"k{i}")))).Message, StringComparison.Ordinal);
        Assert.Equal(2, Seen(Rows));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public async Task ReadAsync_Pages_AreLimited(int maxPages, bool isRead)
    {
        Tenant.Server.Behaviour.PageSize = 2;
        var reader = await ReaderAsync(options => options.MaxPages = maxPages);
        var keys = Enumerable.Range(0, 9).Select(i => $"k{i}").ToArray();
        if (isRead)
        {
            Assert.Equal(keys.Select(key => $"v{key[1..]}"), await ReadAsync(reader, keys, default));
        }
        else
        {
            Assert.Contains("MaxPages", (await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(reader, keys, default))).Message, StringComparison.Ordinal);
        }

        Assert.Equal(maxPages, Seen(Rows));
    }

    [Fact]
    public async Task ReadAsync_PagesWithoutEndAndWithoutRows_AreLimited()
    {
        Tenant.Server.Behaviour.PageSize = 9;
        var reader = await ReaderAsync(options => options.MaxPages = 20);
        var skip = 0;
        Tenant.Server.Fail(Rows, new Fault.Body("application/json", """{"value":[],"@odata.nextLink":"?$skiptoken=1"}"""));
        for (skip = 2; skip < 100; skip++)
        {
            Tenant.Server.Fail(Rows, new Fault.Body("application/json", $$"""{"value":[],"@odata.nextLink":"?$skiptoken={{skip}}"}"""));
        }

        await FailsAsync(reader);
        Assert.Equal(20, Seen(Rows));
    }

    [Theory]
    [InlineData("https://t/a/B?$filter=x%20eq%20'1'&$orderby=x", "?$skip=10", "https://t/a/B?$skip=10&$filter=x%20eq%20'1'&$orderby=x")]
    [InlineData("https://t/a/B?$filter=x&$skip=10", "$skip=20", "https://t/a/B?$skip=20&$filter=x")]
    [InlineData("https://t/a/B?$filter=x&$top=5", "$skip=50&$top=50", "https://t/a/B?$skip=50&$top=50&$filter=x")]
    [InlineData("https://t/a/B?$filter=x", "?$skiptoken=abc", "https://t/a/B?$skiptoken=abc")]
    [InlineData("https://t/a/B?$filter=x", "B?$filter=x&$skip=5", "https://t/a/B?$filter=x&$skip=5")]
    [InlineData("https://t/a/B?$filter=x", "https://t/c?$skip=5", "https://t/c?$skip=5")]
    [InlineData("https://t/a/B?%24filter=x", "?%24skip=5", "https://t/a/B?%24skip=5&%24filter=x")]
    public void Next_LinkOfAPage_IsTakenAsItIsMeant(string request, string link, string expected) =>
        Assert.Equal(expected, new Links(new Uri("https://t")).Next(new Uri(request), link).OriginalString);

    private string Fill(string text) => text
        .Replace("{elsewhere}", elsewhere.Address, StringComparison.Ordinal)
        .Replace("{elsewhere-host}", new Uri(elsewhere.Address).Authority, StringComparison.Ordinal)
        .Replace("{tenant-host}", new Uri(Tenant.Server.Address).Authority, StringComparison.Ordinal);
}
