using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Features.Tests.Sql;

/// <summary>Places, threads and time that statements take, over a driver that keeps its caller's thread.</summary>
public sealed class SqlPoolTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly HanaServer server = new();
    private readonly ManualResetEventSlim going = new(initialState: true);

    public SqlPoolTests()
    {
        server.Owner.Execute(
            """
            CREATE SCHEMA "S"; CREATE TABLE "S"."A" AS SELECT 'k' AS "ID", 'v' AS "X";
            CREATE VIEW "S"."SLOW" AS SELECT CAST(count(*) AS VARCHAR) AS "ID", 'v' AS "X" FROM range(1000000000000) t(i) WHERE i % 7 = 3;
            """);
        server.Fault = statement =>
        {
            if (statement.Contains("\"S\".\"A\"", StringComparison.Ordinal))
            {
                going.Wait();
            }

            return 0;
        };
    }

    public void Dispose()
    {
        going.Set();
        server.Dispose();
    }

    [Fact]
    public async Task ReadAsync_Cancelled_StopsTheStatementAndFreesItsPlace()
    {
        using var source = Open(poolSize: 1);
        using var slow = await ReaderAsync(source, "SLOW");
        using var fast = await ReaderAsync(source, "A");
        using var caller = new CancellationTokenSource();
        var read = ReadAsync(slow, cancellationToken: caller.Token);
        await UntilAsync(() => server.Log.Any(entry => entry.Contains("\"S\".\"SLOW\"", StringComparison.Ordinal)));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        // The one place is free when the statement has ended, which by itself would take days.
        Assert.Equal("v", await ReadAsync(fast));
        Assert.Contains("CANCEL", server.Log);
    }

    [Fact]
    public async Task ReadAsync_DriverThatDoesNotLetGo_KeepsItsPlaceAndNotTheCaller()
    {
        using var source = Open(poolSize: 1, maxWaiting: 1);
        using var reader = await ReaderAsync(source, "A");
        going.Reset();
        using var caller = new CancellationTokenSource();
        var stuck = ReadAsync(reader, cancellationToken: caller.Token);
        await UntilAsync(() => server.Log.Any(entry => entry.Contains("\"S\".\"A\"", StringComparison.Ordinal)));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);

        Task<string>[] reads = [ReadAsync(reader), ReadAsync(reader)];
        var refused = await Task.WhenAny(reads);
        Assert.Equal(ErrorReason.Overloaded, (await Assert.ThrowsAsync<ServiceException>(() => refused)).Reason);
        going.Set();
        Assert.Equal("v", await reads.Single(read => read != refused));
    }

    [Fact]
    public async Task ReadAsync_ManyAtOnce_TakeNoMoreConnectionsThanThereAre()
    {
        using var source = Open(poolSize: 3);
        using var reader = await ReaderAsync(source, "A");
        var before = server.Log.Count(entry => entry == "CONNECT");
        going.Reset();
        var reads = Enumerable.Range(0, 20).Select(_ => ReadAsync(reader)).ToArray();
        await UntilAsync(() => Connects() == 3);
        going.Set();
        Assert.All(await Task.WhenAll(reads), value => Assert.Equal("v", value));
        int Connects() => server.Log.Count(entry => entry == "CONNECT") - before;
    }

    [Fact]
    public async Task ReadAsync_DriverThatKeepsNoConnections_FindsThemKeptHere()
    {
        var time = new FakeTimeProvider(Now);
        using var source = Open(poolSize: 2, pools: false, time: time);
        using var reader = await ReaderAsync(source, "A");
        await ReadAsync(reader);
        Assert.Equal(1, Connects());

        time.Advance(TimeSpan.FromSeconds(180));
        await ReadAsync(reader);
        Assert.Equal(1, Connects());

        time.Advance(TimeSpan.FromSeconds(181));
        await ReadAsync(reader);
        Assert.Equal(2, Connects());
        int Connects() => server.Log.Count(entry => entry == "CONNECT");
    }

    [Fact]
    public async Task ReadAsync_ConnectionThatFailed_IsNotKept()
    {
        using var source = Open(poolSize: 1, pools: false);
        using var reader = await ReaderAsync(source, "A");
        server.Fault = statement => statement.Contains("\"S\".\"A\"", StringComparison.Ordinal) ? 9999 : 0;
        await Assert.ThrowsAsync<SqlFailureException>(() => ReadAsync(reader));
        server.Fault = _ => 0;
        await ReadAsync(reader);
        Assert.Equal(2, server.Log.Count(entry => entry == "CONNECT"));
    }

    [Theory]
    [InlineData(7.2, 8)]
    [InlineData(0.1, 1)]
    [InlineData(-5.0, 1)]
    [InlineData(3000.0, 30)]
    [InlineData(null, 30)]
    public async Task ReadAsync_Deadline_IsTheStatementsTimeout(double? seconds, int timeout)
    {
        using var source = Open(poolSize: 1, time: new FakeTimeProvider(Now));
        using var reader = await ReaderAsync(source, "A");
        await ReadAsync(reader, deadline: seconds is { } left ? Now.AddSeconds(left) : null);
        Assert.StartsWith($"[{timeout}] SELECT ", server.Log.Last(), StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 1200 && !condition(); i++)
        {
            await Task.Delay(50);
        }

        Assert.True(condition());
    }

    private static async Task<IRowReader> ReaderAsync(SqlSource source, string asset)
    {
        var reader = source.Open(new RowPlan(new AssetReference("S", asset), [new("ID", ValueType.String)], [new("X", ValueType.String)], null));
        Assert.Empty(await reader.RefreshAsync(default));
        return reader;
    }

    private static async Task<string> ReadAsync(IRowReader reader, DateTimeOffset? deadline = null, CancellationToken cancellationToken = default)
    {
        var keys = new ColumnValues<string>();
        keys.Add("k");
        var rows = await reader.ReadAsync(new RowRequest([keys], [0], Now) { Deadline = deadline }, cancellationToken);
        return ((ColumnValues<string>)rows.Columns[0])[rows.RowOfKey[0]];
    }

    private SqlSource Open(int poolSize, int maxWaiting = 256, bool pools = true, TimeProvider? time = null)
    {
        var options = server.Options;
        (options.PoolSize, options.MaxWaiting) = (poolSize, maxWaiting);
        Assert.True(HanaDrivers.TryFind(options, out var driver, out _));
        return new SqlSource(driver with { Pools = pools }, options, time ?? TimeProvider.System);
    }
}
