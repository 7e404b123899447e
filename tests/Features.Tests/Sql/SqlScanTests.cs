using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Sql;

/// <summary>Scans over SQL of what is larger than a page, fails between pages, or changes meanwhile.</summary>
public sealed class SqlScanTests : IDisposable
{
    private readonly HanaServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task ScanAsync_LargeRows_AreReadInPagesOfBoundedBytes()
    {
        server.Owner.Execute("CREATE SCHEMA S; CREATE TABLE S.A AS SELECT i AS id, repeat('x', 1000000) AS x FROM range(50) t(i)");
        using var source = server.Open();
        using var reader = await OpenAsync(source);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), await KeysAsync(reader));
        Assert.InRange(Pages(), 3, 10);
    }

    [Fact]
    public async Task ScanAsync_PageFailsForAMoment_IsReadAgain()
    {
        var pages = 0;
        server.Fault = statement => IsPage(statement) && ++pages == 3 ? 131 : 0;
        using var source = Filled();
        using var reader = await OpenAsync(source);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), await KeysAsync(reader));
    }

    [Fact]
    public async Task ScanAsync_PageFails_IsNoEnd()
    {
        server.Fault = statement => IsPage(statement) && statement.Contains('>') ? 258 : 0;
        using var source = Filled();
        using var reader = await OpenAsync(source);
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => KeysAsync(reader));
        Assert.NotEqual(ErrorReason.Unspecified, failure.Reason);
    }

    [Fact]
    public async Task ScanAsync_RowsComeAndGoMeanwhile_HasEveryKeyOnceAndInOrder()
    {
        using var source = Filled();
        using var reader = await OpenAsync(source);
        List<long> keys = [];
        await foreach (var batch in ((IRowScanner)reader).ScanAsync(Request(), default))
        {
            keys.AddRange(((ColumnValues<long>)batch.Keys[0]).Span.ToArray());
            server.Owner.Execute("DELETE FROM S.A WHERE id = 0; INSERT INTO S.A SELECT min(id) - 1, 'new' FROM S.A");
        }

        Assert.Equal(Enumerable.Range(1, 24).Select(i => (long)i), keys.Where(key => key > 0));
        Assert.Equal(keys.Distinct().Order(), keys);
    }

    [Fact]
    public async Task ScanAsync_CallerStops_FreesTheConnection()
    {
        using var source = Filled(poolSize: 1);
        using var reader = await OpenAsync(source);
        await foreach (var batch in ((IRowScanner)reader).ScanAsync(Request(), default))
        {
            if (batch.Count > 0)
            {
                break;
            }
        }

        Assert.Equal(25, (await KeysAsync(reader)).Count);
    }

    private static ScanRequest Request() => new([0], DateTimeOffset.UnixEpoch, null, null, 100, long.MaxValue);

    private static bool IsPage(string statement) => statement.Contains("LIMIT", StringComparison.Ordinal);

    private static async Task<List<long>> KeysAsync(IRowReader reader)
    {
        List<long> keys = [];
        await foreach (var batch in ((IRowScanner)reader).ScanAsync(Request(), default))
        {
            keys.AddRange(((ColumnValues<long>)batch.Keys[0]).Span.ToArray());
        }

        return keys;
    }

    private static async Task<IRowReader> OpenAsync(SqlSource source)
    {
        var reader = source.Open(new RowPlan(new AssetReference("S", "A"), [new("id", ValueType.Int64)], [new("x", ValueType.String)], null));
        Assert.Empty(await reader.RefreshAsync(default));
        return reader;
    }

    private SqlSource Filled(int poolSize = 4)
    {
        server.Owner.Execute(string.Create(CultureInfo.InvariantCulture, $"CREATE SCHEMA S; CREATE TABLE S.A AS SELECT i AS id, 'x' AS x FROM range(25) t(i)"));
        var options = server.Options;
        (options.ScanPageRows, options.PoolSize) = (10, poolSize);
        return server.Open(options);
    }

    private int Pages() => server.Log.Count(IsPage);
}
