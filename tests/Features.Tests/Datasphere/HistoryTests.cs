using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>How keys are asked about at times of their own: in few requests, however many times, and of long histories little.</summary>
public sealed class HistoryTests : TenantScenario
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ReadHistoryAsync_ManyKeysAndTimes_AreAskedInFewRequestsAndNoKeyTwice()
    {
        Tenant.Server.Put(Names(keys: 300, rowsOfKey: 3));
        var reader = await NamesAsync(maxUrlLength: 1024);
        var asked = Enumerable.Range(0, 3000).Select(i => ($"k{i % 300}", First.AddHours(i / 300 * 12))).ToArray();

        var values = await HistoryAsync(reader, asked);

        Assert.Equal(asked.Select(ask => $"{ask.Item1} {Math.Min(2, (int)(ask.Item2 - First).TotalDays)}"), values);
        var filters = Tenant.Server.RowRequests.Select(request => request.Option("$filter")!).ToArray();
        Assert.All(Tenant.Server.RowRequests, request => Assert.InRange(Tenant.Server.Address.Length + request.Target.Length, 1, 1024));
        Assert.InRange(filters.Length, 5, 40);
        Assert.All(Enumerable.Range(0, 300), key => Assert.Single(filters, filter => filter.Contains($"'k{key}'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadHistoryAsync_Asked_RowsAfterTheLastTimeAreLeftToTheSource()
    {
        Tenant.Server.Put(Names(keys: 1, rowsOfKey: 100));
        Assert.Equal(["k0 1", "k0 7"], await HistoryAsync(await NamesAsync(), [("k0", First.AddDays(1)), ("k0", First.AddDays(7))]));
        Assert.Equal("id eq 'k0' and at lt 2026-01-08T00:00:00.000001Z", Assert.Single(Tenant.Server.RowRequests).Option("$filter"));
    }

    [Theory]
    [InlineData(500, 0)]
    [InlineData(560, 2)]
    public async Task ReadHistoryAsync_LongHistories_AreGivenUpAndEachTimeIsAskedByItself(int rowsOfKey, int byItself)
    {
        Tenant.Server.Put(Names(keys: 2, rowsOfKey));
        Tenant.Server.Behaviour.PageSize = 100;
        var times = new[] { ("k1", First.AddDays(3)), ("k0", First.AddDays(rowsOfKey)) };

        Assert.Equal(["k1 3", $"k0 {rowsOfKey - 1}"], await HistoryAsync(await NamesAsync(), times));

        Assert.Equal(byItself, Tenant.Server.RowRequests.Count(request => request.Option("$top") == "2"));
        Assert.InRange(Tenant.Server.RowRequests.Count, 10, 13);
    }

    [Fact]
    public async Task ReadHistoryAsync_LongHistoriesWithRivals_AreAmbiguousStill()
    {
        var asset = Names(keys: 1, rowsOfKey: 1500);
        Tenant.Server.Put(asset with { Rows = [.. asset.Rows, ["k0", "rival", Text(First.AddDays(4))]] });
        Tenant.Server.Behaviour.PageSize = 100;
        Assert.Equal(["k0 3", "ambiguous", "k0 5", "none"], await HistoryAsync(await NamesAsync(), [.. new[] { 3, 4, 1600, -1 }.Select(day => ("k0", First.AddDays(day == 1600 ? 5 : day)))]));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, false)]
    public async Task ReadHistoryAsync_FederatedSource_ReadsAllRowsOfTheKeysUpToTheLimit(int rows, bool isRead)
    {
        Tenant.Server.Put(Names(keys: 1, rows) with { IsFederated = true });
        Tenant.Server.Behaviour.PageSize = 100;
        var reader = await NamesAsync(maxRows: 400);
        var read = () => HistoryAsync(reader, [("k0", First.AddDays(3)), ("k0", First)]);
        if (isRead)
        {
            Assert.Equal(["k0 3", "k0 0"], await read());
            Assert.Equal(1 + 4, Seen(Rows));
            return;
        }

        var failure = await Assert.ThrowsAsync<UpstreamException>(read);
        Assert.Contains("MaxRowsPerRead", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadHistoryAsync_PageIsNotWhole_IsNoAnswer()
    {
        Tenant.Server.Put(Names(keys: 1, rowsOfKey: 20));
        Tenant.Server.Behaviour.PageSize = 10;
        var reader = await NamesAsync();
        Tenant.Server.Fail("$skiptoken", new Fault.HalfOfTheBody(), times: 100);
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => HistoryAsync(reader, [("k0", First.AddDays(30))]));
        Assert.Equal(ErrorReason.SourceUnavailable, failure.Reason);
    }

    [Fact]
    public async Task ReadHistoryAsync_NoKeys_AsksNothing()
    {
        Tenant.Server.Put(Names(keys: 1, rowsOfKey: 1));
        Assert.Empty(await HistoryAsync(await NamesAsync(), []));
        Assert.Empty(Tenant.Server.RowRequests);
    }

    private Task<IRowReader> NamesAsync(int maxUrlLength = 4096, int maxRows = 1_000_000) => ReaderAsync(
        options => (options.MaxUrlLength, options.MaxRowsPerRead) = (maxUrlLength, maxRows),
        plan: Plan(("name", ValueType.String)) with { EventTime = new PlanColumn("at", ValueType.Timestamp) });

    // Of each key one row a day, from the first on.
    private static Asset Names(int keys, int rowsOfKey) => Customers(0) with
    {
        Columns = [new("id", "Edm.String", IsKey: true), new("name", "Edm.String"), new("at", "Edm.DateTimeOffset")],
        Rows = [.. Enumerable.Range(0, keys * rowsOfKey).Select(i => new[] { $"k{i % keys}", $"k{i % keys} {i / keys}", Text(First.AddDays(i / keys)) })],
    };

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task<string[]> HistoryAsync(IRowReader reader, (string Key, DateTimeOffset Time)[] asked)
    {
        var (keys, times) = (new ColumnValues<string>(), new ColumnValues<long>());
        foreach (var (key, time) in asked)
        {
            keys.Add(key);
            times.Add(Timestamps.FromDateTimeOffset(time));
        }

        var rows = await reader.History!.ReadHistoryAsync(new HistoryRequest([keys], times, [0]), default);
        return [.. rows.RowOfKey.Select(row => row switch
        {
            SourceRows.NotFound => "none",
            SourceRows.Ambiguous => "ambiguous",
            _ => ((ColumnValues<string>)rows.Columns[0])[row],
        })];
    }
}
