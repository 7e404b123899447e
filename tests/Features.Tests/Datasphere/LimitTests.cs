using FedMl.Features.Columns;
using FedMl.Features.Datasphere;
using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Datasphere.Rows;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using Microsoft.OData.Edm;

namespace FedMl.Features.Tests.Datasphere;

public sealed class LimitTests : TenantScenario
{
    private static readonly string[] Thousand = [.. Enumerable.Range(0, 1000).Select(i => $"k{i}")];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Tenant.Server.Put(Customers(1000));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task ReadAsync_PageBytes_AreLimited(int more, bool isRead)
    {
        // What the stand-in writes around and into the one row, which is longer than any other answer.
        Tenant.Server.Put(Customers(1) with { Rows = [["k0", new string('x', 8000)]] });
        var page = """{"@odata.context":"$metadata","value":[{"id":"k0","name":""}]}""".Length + 8000;
        var reader = await ReaderAsync(options => (options.MaxPageBytes, options.MaxValueBytes) = (page + more, 16_384));
        var failure = await Record.ExceptionAsync(() => ReadAsync(reader, "k0"));
        Assert.Equal(isRead, failure is null);
        Assert.True(isRead || failure is UpstreamException { IsTransient: false });
    }

    [Theory]
    [InlineData(70_000, true)]
    [InlineData(200_000, false)]
    public async Task ReadAsync_ValueBytes_AreLimited(int length, bool isRead)
    {
        Tenant.Server.Put(Customers(1) with { Rows = [["k0", new string('x', length)]] });
        var reader = await ReaderAsync(options => options.MaxValueBytes = 100_000);
        var failure = await Record.ExceptionAsync(() => ReadAsync(reader, "k0"));
        Assert.Equal(isRead, failure is null);
        Assert.True(isRead || failure!.Message.Contains("100000 bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(999, false)]
    public async Task ReadAsync_RowsOfARequest_AreLimitedOverAllItsQueries(int maxRows, bool isRead)
    {
        var reader = await ReaderAsync(options => options.MaxRowsPerRead = maxRows);
        var failure = await Record.ExceptionAsync(() => ReadAsync(reader, Thousand, default));
        Assert.Equal(isRead, failure is null);
        Assert.True(isRead || failure!.Message.Contains("MaxRowsPerRead", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(16_384)]
    public async Task ReadAsync_ManyKeys_UrlsAreWithinTheLimitAndEachKeyIsAskedForOnce(int maxLength)
    {
        var reader = await ReaderAsync(options => options.MaxUrlLength = maxLength);
        Assert.Equal(Thousand.Select(key => $"v{key[1..]}"), await ReadAsync(reader, Thousand, default));
        var queries = Tenant.Server.RowRequests;
        Assert.All(queries, query => Assert.InRange(Tenant.Server.Address.Length + query.Target.Length, 1, maxLength));
        Assert.Equal(Thousand.Order(StringComparer.Ordinal), queries.SelectMany(KeysOf).Order(StringComparer.Ordinal));
        // No request is for few keys where it could be for many, but for the last.
        Assert.InRange(queries.Count, 1, (Thousand.Length * 24 / (maxLength - 200)) + 1);
    }

    [Theory]
    [InlineData(300, "none")]
    [InlineData(1000, "invalid")]
    public async Task ReadAsync_KeyLongerThanAnyUrl_IsInvalidAndTheOthersAreAnswered(int length, string expected)
    {
        var reader = await ReaderAsync(options => options.MaxUrlLength = 1000);
        Assert.Equal(["v1", expected, "v2"], await ReadAsync(reader, "k1", new string('x', length), "k2"));
    }

    [Fact]
    public async Task ReadAsync_QueriesOfOneRequest_RunInParallelWithinTheLimit()
    {
        var reader = await ReaderAsync(options => (options.MaxUrlLength, options.MaxConcurrentRequestsPerRead) = (512, 3));
        var (now, most) = (0, 0);
        Tenant.Server.Behaviour.Before = async request =>
        {
            if (request.Path.EndsWith(Rows, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref now);
                // The first ones wait for each other: none comes before those three.
                await UntilAsync(() => Volatile.Read(ref most) > 0 || Volatile.Read(ref now) == 3);
                most = Math.Max(most, Volatile.Read(ref now));
                Interlocked.Decrement(ref now);
            }
        };
        Assert.Equal(Thousand.Length, (await ReadAsync(reader, Thousand, default)).Length);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task ReadAsync_MoreRequestsThanMayWait_AreOverloaded()
    {
        var reader = await ReaderAsync(options => (options.MaxConcurrentRequests, options.MaxConcurrentRequestsPerAsset, options.MaxWaitingRequests) = (2, 1, 2));
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Tenant.Server.Behaviour.Before = request => request.Path.EndsWith(Rows, StringComparison.Ordinal) ? mayAnswer.Task : Task.CompletedTask;
        var first = ReadAsync(reader, "k0");
        await UntilAsync(() => Seen(Rows) == 1);
        Task<string[]>[] waiting = [ReadAsync(reader, "k1"), ReadAsync(reader, "k2")];
        await FailsAsync(reader, ErrorReason.Overloaded);
        mayAnswer.SetResult();
        Assert.Equal(["v0", "v1", "v2"], [.. await first, .. (await Task.WhenAll(waiting)).SelectMany(names => names)]);
    }

    [Fact]
    public async Task ReadAsync_OneAssetIsSlow_AnotherIsAnsweredMeanwhile()
    {
        Tenant.Server.Put(Customers(1) with { Name = "SLOW" });
        var source = Tenant.Source(options => (options.MaxConcurrentRequests, options.MaxConcurrentRequestsPerAsset) = (4, 3));
        using var fast = source.Open(Plan(("name", ValueType.String)));
        using var slow = source.Open(Plan(("name", ValueType.String)) with { Asset = new AssetReference("SALES", "SLOW") });
        Assert.Empty(await fast.RefreshAsync(default));
        Assert.Empty(await slow.RefreshAsync(default));
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Tenant.Server.Behaviour.Before = request => request.Path.EndsWith("/SLOW/SLOW", StringComparison.Ordinal) ? mayAnswer.Task : Task.CompletedTask;
        Task<string[]>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => ReadAsync(slow, "k0"))];
        await UntilAsync(() => Seen("/SLOW/SLOW") == 3);
        Assert.Equal(["v7"], await ReadAsync(fast, "k7"));
        mayAnswer.SetResult();
        Assert.All(await Task.WhenAll(waiting), names => Assert.Equal(["v0"], names));
    }

    [Fact]
    public async Task ReadAsync_PageOf20Megabytes_IsTakenWhileItComes()
    {
        var column = new BoundColumn(new PlanColumn("id", ValueType.Int64), new AssetColumn("id", EdmPrimitiveTypeKind.Int64, "Edm.Int64", false, true, false));
        using var page = new RowStream(20 * 1024 * 1024);
        var limits = new DatasphereOptions();
        var all = await new RowPageReader([column], limits, new RowQuota(int.MaxValue)).ReadAsync(page, default);
        Assert.Equal(page.Rows, all.Rows.Count);
        Assert.Equal(page.Rows - 1, ((ColumnValues<long>)all.Rows.Columns[0])[page.Rows - 1]);

        // A quota that is used up soon shows that rows are taken before the end is there.
        using var again = new RowStream(20 * 1024 * 1024);
        await Assert.ThrowsAsync<UpstreamException>(() => new RowPageReader([column], limits, new RowQuota(1000)).ReadAsync(again, default));
        Assert.InRange(again.Position, 1, 512 * 1024);
    }

    private static IEnumerable<string> KeysOf(FedMl.Tests.Datasphere.SeenRequest request) =>
        request.Option("$filter")!.Split('\'').Where((_, i) => i % 2 == 1);
}
