using FedMl.Features.Columns;
using FedMl.Features.Expressions;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Connections;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Features.Tests.Sql;

/// <summary>What the database or the way to it does wrong, and what callers are told.</summary>
public sealed class SqlFaultsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly HanaServer server = new();

    public SqlFaultsTests() => server.Owner.Execute("""CREATE SCHEMA "S"; CREATE TABLE "S"."A" AS SELECT 'k' AS "ID", 'v' AS "X" """);

    public void Dispose() => server.Dispose();

    [Theory]
    [InlineData(10, ErrorReason.SourceCredentialsRefused)]
    [InlineData(414, ErrorReason.SourceCredentialsRefused)]
    [InlineData(415, ErrorReason.SourceCredentialsRefused)]
    [InlineData(416, ErrorReason.SourceCredentialsRefused)]
    [InlineData(258, ErrorReason.SourceAccessDenied)]
    [InlineData(259, ErrorReason.SourceChanged)]
    [InlineData(260, ErrorReason.SourceChanged)]
    [InlineData(362, ErrorReason.SourceChanged)]
    [InlineData(131, ErrorReason.SourceUnavailable)]
    [InlineData(133, ErrorReason.SourceUnavailable)]
    [InlineData(138, ErrorReason.SourceUnavailable)]
    [InlineData(146, ErrorReason.SourceUnavailable)]
    [InlineData(139, ErrorReason.SourceUnavailable)]
    [InlineData(613, ErrorReason.DeadlineExceeded)]
    [InlineData(1038, ErrorReason.Overloaded)]
    [InlineData(-10807, ErrorReason.SourceUnavailable)]
    [InlineData(9999, ErrorReason.SourceUnavailable)]
    public async Task ReadAsync_ErrorOfTheDatabase_HasItsReasonAndTellsNothingElse(int code, ErrorReason reason)
    {
        using var source = server.Open();
        using var reader = await ReaderAsync(source);
        server.Fault = statement => IsRead(statement) ? code : 0;
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(async () => await ReadAsync(reader));
        Assert.Equal(reason, failure.Reason);
        foreach (var secret in (string[])["secret", HanaServer.User, "SELECT", "hana.duckdb", "localhost"])
        {
            Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(131, 3)]
    [InlineData(1038, 3)]
    [InlineData(-10807, 3)]
    [InlineData(258, 1)]
    [InlineData(260, 1)]
    [InlineData(613, 1)]
    [InlineData(10, 1)]
    [InlineData(9999, 1)]
    public async Task ReadAsync_Error_IsTriedAgainWhereItMayPass(int code, int times)
    {
        using var source = server.Open();
        using var reader = await ReaderAsync(source);
        server.Fault = statement => IsRead(statement) ? code : 0;
        await Assert.ThrowsAnyAsync<ServiceException>(async () => await ReadAsync(reader));
        Assert.Equal(times, server.Log.Count(IsLoggedRead));
    }

    [Fact]
    public async Task ReadAsync_ConnectionLostOnce_AnswersFromANewOne()
    {
        using var source = server.Open();
        using var reader = await ReaderAsync(source);
        var lost = 0;
        server.Fault = statement => IsRead(statement) && lost++ == 0 ? -10807 : 0;
        Assert.Equal("v", await ReadAsync(reader));
    }

    [Fact]
    public async Task ReadAsync_DatabaseFailsAgainAndAgain_RetriesEndWithTheBudget()
    {
        using var source = server.Open();
        using var reader = await ReaderAsync(source);
        server.Fault = statement => IsRead(statement) ? 131 : 0;
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAnyAsync<ServiceException>(async () => await ReadAsync(reader));
        }

        // A budget of ten, and a tenth for each of the statements.
        Assert.InRange(server.Log.Count(IsLoggedRead), 30, 33);
    }

    [Fact]
    public async Task ReadAsync_DatabaseGone_IsLeftAloneAndTakenUpAgain()
    {
        var time = new FakeTimeProvider(Now);
        var options = server.Options;
        options.Retries = 0;
        using var source = server.Open(options, time);
        using var reader = await ReaderAsync(source);
        server.Stop();
        var failures = 0;
        while (await Assert.ThrowsAnyAsync<ServiceException>(async () => await ReadAsync(reader)) is SqlFailureException)
        {
            Assert.InRange(++failures, 1, 10);
        }

        server.Start();
        var left = await Assert.ThrowsAsync<SourceUnavailableException>(async () => await ReadAsync(reader));
        Assert.Equal(TimeSpan.FromSeconds(options.BreakSeconds), left.RetryAfter);

        time.Advance(TimeSpan.FromSeconds(options.BreakSeconds));
        Assert.Equal("v", await ReadAsync(reader));
    }

    [Fact]
    public async Task ReadAsync_ColumnDropped_IsLookedAtAtTheNextRefreshThoughItIsNotTime()
    {
        var options = server.Options;
        options.MetadataSeconds = 3600;
        using var source = server.Open(options);
        using var reader = await ReaderAsync(source);
        server.Owner.Execute("""ALTER TABLE "S"."A" DROP COLUMN "X" """);
        Assert.Empty(await reader.RefreshAsync(default));

        Assert.Equal(ErrorReason.SourceChanged, (await Assert.ThrowsAnyAsync<ServiceException>(async () => await ReadAsync(reader))).Reason);
        Assert.Equal("the asset has no column 'X'", Assert.Single(await reader.RefreshAsync(default)).Description);
    }

    [Fact]
    public async Task RefreshAsync_NothingChanged_AsksTheDatabaseOnceInItsTime()
    {
        var time = new FakeTimeProvider(Now);
        var options = server.Options;
        options.MetadataSeconds = 60;
        using var source = server.Open(options, time);
        using var reader = await ReaderAsync(source);
        var asked = server.Log.Count;
        time.Advance(TimeSpan.FromSeconds(59));
        await reader.RefreshAsync(default);
        Assert.Equal(asked, server.Log.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        await reader.RefreshAsync(default);
        Assert.True(server.Log.Count > asked);
    }

    [Fact]
    public async Task RefreshAsync_DatabaseAwayForAMoment_KeepsWhatIsKnown()
    {
        var options = server.Options;
        options.Retries = 0;
        using var source = server.Open(options);
        using var reader = await ReaderAsync(source);
        server.Stop();
        Assert.Equal(ErrorReason.SourceUnavailable, Assert.Single(await reader.RefreshAsync(default)).Reason);
        server.Start();
        Assert.Equal("v", await ReadAsync(reader));
    }

    [Fact]
    public async Task RefreshAsync_InputParameterWithoutValue_IsAFaultThatNamesIt()
    {
        server.Owner.Execute("""INSERT INTO "SYS"."VIEW_PARAMETERS" VALUES ('S', 'A', 'YEAR', 'FALSE'), ('S', 'A', 'UNIT', 'TRUE')""");
        using var source = server.Open();
        using var reader = source.Open(Plan);
        Assert.Equal("the asset needs values for its parameters YEAR", Assert.Single(await reader.RefreshAsync(default)).Description);
    }

    [Fact]
    public async Task RefreshAsync_DeclaredParameters_MustBeTheAssets()
    {
        server.Owner.Execute("""INSERT INTO "SYS"."VIEW_PARAMETERS" VALUES ('S', 'A', 'YEAR', 'FALSE')""");
        using var source = server.Open();
        using var good = source.Open(Plan with { Parameters = [new PlanParameter("YEAR", ValueType.Int64)] });
        Assert.Empty(await good.RefreshAsync(default));
        using var bad = source.Open(Plan with { Parameters = [new PlanParameter("YEAR", ValueType.Int64), new PlanParameter("UNIT", ValueType.String)] });
        Assert.Equal("the asset has no parameters UNIT", Assert.Single(await bad.RefreshAsync(default)).Description);
    }

    [Fact]
    public async Task RefreshAsync_Expression_IsAFault()
    {
        using var source = server.Open();
        using var reader = source.Open(Plan with { Columns = [new PlanColumn("X", ValueType.String, ParsedExpression.Parse("upper(X)").Expression)] });
        Assert.Contains("expression", Assert.Single(await reader.RefreshAsync(default)).Description, StringComparison.Ordinal);
    }

    private static RowPlan Plan { get; } = new(new AssetReference("S", "A"), [new("ID", ValueType.String)], [new("X", ValueType.String)], null);

    private static bool IsRead(string statement) => statement.Contains("\"S\".\"A\"", StringComparison.Ordinal);

    private static bool IsLoggedRead(string entry) => IsRead(entry);

    private static async Task<IRowReader> ReaderAsync(SqlSource source)
    {
        var reader = source.Open(Plan);
        Assert.Empty(await reader.RefreshAsync(default));
        return reader;
    }

    private static async Task<string> ReadAsync(IRowReader reader)
    {
        var keys = new ColumnValues<string>();
        keys.Add("k");
        var rows = await reader.ReadAsync(new RowRequest([keys], [0], Now), default);
        return ((ColumnValues<string>)rows.Columns[0])[rows.RowOfKey[0]];
    }
}
