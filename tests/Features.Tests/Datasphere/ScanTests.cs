using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Datasphere;
using Fault = FedMl.Tests.Datasphere.Fault;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Scans over OData, beyond what all sources must do alike.</summary>
public sealed class ScanTests : TenantScenario
{
    [Theory]
    [InlineData(2, null)]
    [InlineData(7, null)]
    [InlineData(10_000, null)]
    [InlineData(10_000, 5)]
    [InlineData(3, 2)]
    public async Task ScanAsync_PagesOfAnySize_HaveEachRowOnceAndInOrder(int pageRows, int? mostOfTop)
    {
        Tenant.Server.Put(Customers(50) with { Rows = [.. Enumerable.Range(0, 50).Select(i => new[] { $"k{i * 37 % 50:D2}", $"v{i * 37 % 50}" })] });
        Tenant.Server.Behaviour.MostOfTop = mostOfTop;
        var reader = await ReaderAsync(options => options.ScanPageRows = pageRows);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"v{i}"), await ScanAsync(reader));
    }

    [Fact]
    public async Task ScanAsync_KeysThatNoRequestCanHold_AreReadAsTheOthers()
    {
        string[] keys = ["A", "O", "O&", "O'Brien", "O'Neil", "O'", "O''", "O(", "OA", "P", "'"];
        Tenant.Server.Put(Customers(0) with { Rows = [.. keys.Select(key => new[] { key, key })] });
        var ordered = keys.Order(StringComparer.Ordinal).ToArray();
        foreach (var pageRows in new[] { 2, 3, 5, 100 })
        {
            var reader = await ReaderAsync(options => options.ScanPageRows = pageRows);
            Assert.Equal(ordered, await ScanAsync(reader));
            for (var i = 0; i < ordered.Length; i++)
            {
                var after = new ColumnValues<string>();
                after.Add(ordered[i]);
                Assert.Equal(ordered[(i + 1)..], await ScanAsync(reader, after));
            }
        }
    }

    [Fact]
    public async Task ScanAsync_RowsComeAndGoMeanwhile_ShiftNoOther()
    {
        Tenant.Server.Put(Customers(0) with { Rows = [.. Enumerable.Range(10, 40).Select(i => new[] { $"k{i}", $"v{i}" })] });
        var reader = await ReaderAsync(options => options.ScanPageRows = 10);
        List<string> seen = [];
        await foreach (var rows in ((IRowScanner)reader).ScanAsync(All(), default))
        {
            if (seen.Count == 0)
            {
                Tenant.Server.Put(Customers(0) with { Rows = [.. Enumerable.Range(0, 40).Select(i => i < 10 ? [$"a{i}", "new"] : new[] { $"k{i + 10}", $"v{i + 10}" })] });
            }

            seen.AddRange(Names(rows));
        }

        // k10 to k18 of the first page; k19 is not there any more; the rest is.
        Assert.Equal([.. Enumerable.Range(10, 9).Select(i => $"v{i}"), .. Enumerable.Range(20, 30).Select(i => $"v{i}")], seen);
    }

    [Fact]
    public async Task ScanAsync_ManyRowsOfOneKey_AreReadTogether()
    {
        Tenant.Server.Put(Customers(0) with { Rows = [["a", "first"], .. Enumerable.Range(0, 30).Select(i => new[] { "b", $"{i}" }), ["c", "last"]] });
        var reader = await ReaderAsync(options => options.ScanPageRows = 4);
        Assert.Equal(32, (await ScanAsync(reader)).Count);

        var limited = await ReaderAsync(options => (options.ScanPageRows, options.MaxRowsPerRead) = (4, 16));
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => ScanAsync(limited));
        Assert.Contains("MaxRowsPerRead", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_PageBreaksOff_IsReadAgainAndNoRowIsMissing()
    {
        Tenant.Server.Put(Customers(0) with { Rows = [.. Enumerable.Range(10, 40).Select(i => new[] { $"k{i}", $"v{i}" })] });
        var reader = await ReaderAsync(options => options.ScanPageRows = 10, new SkippingTime());
        Tenant.Server.Fail("k28", new Fault.ResetInBody());
        Tenant.Server.Fail("$count", new Fault.HalfOfTheBody());
        Assert.Equal(Enumerable.Range(10, 40).Select(i => $"v{i}"), await ScanAsync(reader));
    }

    [Theory]
    [InlineData("""{"value":[]}""")]
    [InlineData("""{"@odata.count":"many","value":[]}""")]
    public async Task ScanAsync_TenantDoesNotCount_FailsInsteadOfAnEnd(string text)
    {
        Tenant.Server.Put(Customers(3));
        var reader = await ReaderAsync(time: new SkippingTime());
        Tenant.Server.Fail("$count", new Fault.Body("application/json", text), times: 100);
        await Assert.ThrowsAnyAsync<ServiceException>(() => ScanAsync(reader));
    }

    [Fact]
    public async Task ScanAsync_FederatedSource_SaysThatItCannotBeScanned()
    {
        Tenant.Server.Put(Customers(3) with { IsFederated = true });
        var reader = await ReaderAsync();
        Assert.Equal(ErrorReason.NotSupported, (await Assert.ThrowsAnyAsync<ServiceException>(() => ScanAsync(reader))).Reason);
    }

    [Fact]
    public async Task Scanner_AnalyticalAsset_IsNone()
    {
        Tenant.Server.Put(Customers(3) with { IsRelational = false, IsAnalytical = true, Columns = [new("id", "Edm.String"), new("name", "Edm.Decimal", IsMeasure: true)], Rows = [["a", "1"]] });
        Assert.Null((await ReaderAsync(plan: Plan(("name", ValueType.Decimal)))).Scanner);
    }

    private static ScanRequest All(ColumnValues? after = null) => new([0], AsOf, after is null ? null : [after], null, 100, long.MaxValue);

    private static IEnumerable<string> Names(ScannedRows rows) => Enumerable.Range(0, rows.Count).Select(row => ((ColumnValues<string>)rows.Columns[0])[row]);

    private static async Task<List<string>> ScanAsync(IRowReader reader, ColumnValues? after = null)
    {
        List<string> names = [];
        await foreach (var rows in ((IRowScanner)reader).ScanAsync(All(after), default))
        {
            names.AddRange(Names(rows));
        }

        return names;
    }
}
