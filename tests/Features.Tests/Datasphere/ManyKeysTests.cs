using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

public sealed class ManyKeysTests : TenantScenario
{
    [Fact]
    public async Task ReadAsync_TenThousandKeys_EachIsAskedForOnceInFewRequests()
    {
        Tenant.Server.Put(Customers(20_000));
        Tenant.Server.Behaviour.PageSize = 50;
        var reader = await ReaderAsync();
        string[] keys = [.. Enumerable.Range(5_000, 10_000).Select(i => $"k{i * 3}")];
        Assert.Equal(keys.Select(key => int.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture) < 20_000 ? $"v{key[1..]}" : "none"), await ReadAsync(reader, keys, default));

        var first = Tenant.Server.RowRequests.Where(request => request.Option("$skiptoken") is null).ToArray();
        string[] asked = [.. first.SelectMany(request => request.Option("$filter")!.Split('\'').Where((_, i) => i % 2 == 1))];
        Assert.Equal(keys.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
        // 24 characters for each key in 4096 of a URL.
        Assert.InRange(first.Length, 1, 80);
        Assert.InRange(Tenant.Server.MostAtATime, 1, 4);
    }
}
