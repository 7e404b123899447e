using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Sql;

/// <summary>NCLOB and BLOB columns: read in pieces, up to a limit.</summary>
public sealed class SqlLargeObjectsTests : IDisposable
{
    private const int MaxValueSize = 20_000;
    private const int PieceSize = 8192;

    private static readonly AssetReference Asset = new("S", "A");

    private readonly HanaServer server = new();

    public void Dispose() => server.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PieceSize)]
    [InlineData(PieceSize + 1)]
    [InlineData(MaxValueSize)]
    public async Task ReadAsync_LargeObjectUpToTheLimit_IsWhole(int size)
    {
        // An emoji is two characters; where a piece ends between them nothing is lost.
        Put($"repeat('x', {size % 2}) || repeat('😀', {size / 2})", $"repeat('ab', {size / 2})::BLOB || repeat('c', {size % 2})::BLOB");

        var rows = await ReadAsync();

        Assert.Equal(new string('x', size % 2) + string.Concat(Enumerable.Repeat("😀", size / 2)), ((ColumnValues<string>)rows.Columns[0])[0]);
        Assert.Equal(string.Concat(Enumerable.Repeat("ab", size / 2)) + new string('c', size % 2), System.Text.Encoding.ASCII.GetString(((ColumnValues<byte[]>)rows.Columns[1])[0]));
    }

    [Fact]
    public async Task ReadAsync_Null_IsNull()
    {
        Put("NULL", "NULL");

        var rows = await ReadAsync();

        Assert.True(rows.Columns.All(column => column.IsNull(0)));
    }

    [Theory]
    [InlineData("repeat('x', 20001)", "'a'::BLOB", "text")]
    [InlineData("'x'", "repeat('x', 20001)::BLOB", "bytes")]
    [InlineData("repeat('x', 1000000)", "repeat('x', 1000000)::BLOB", "text", "bytes")]
    public async Task ReadAsync_LargerThanTheLimit_IsRefusedAndLeftWhereItIs(string text, string bytes, params string[] columns)
    {
        Put(text, bytes);

        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => ReadAsync());

        Assert.Equal(ErrorReason.SourceChanged, failure.Reason);
        Assert.All(columns, column => Assert.Contains($"column '{column}' has a value that is larger than Features:Sql:MaxValueSize (20000) allows", failure.Message, StringComparison.Ordinal));
        Assert.All(server.Log.Where(sent => sent.StartsWith("PIECE ", StringComparison.Ordinal)), piece => Assert.InRange(int.Parse(piece[6..], null), 0, MaxValueSize));
    }

    [Fact]
    public async Task ScanAsync_LargeObjects_AreRead()
    {
        Put("repeat('😀', 10000)", "'abc'::BLOB");
        using var source = server.Open(Options());
        using var reader = await OpenAsync(source);
        List<ColumnValues> read = [];
        await foreach (var rows in reader.Scanner!.ScanAsync(new ScanRequest([0, 1], DateTimeOffset.UnixEpoch, null, null, MaxRows: 10, MaxBytes: 1 << 20), default))
        {
            if (rows.Count > 0)
            {
                read.AddRange(rows.Columns);
            }
        }

        Assert.Equal((20_000, 3), (((ColumnValues<string>)read[0])[0].Length, ((ColumnValues<byte[]>)read[1])[0].Length));
    }

    [Theory]
    [InlineData(ValueType.String, "text")]
    [InlineData(ValueType.Int64, "text")]
    public async Task RefreshAsync_LargeObjectAsAKey_IsAFault(ValueType type, string key)
    {
        Put("'a'", "'a'::BLOB");
        using var source = server.Open(Options());
        using var reader = source.Open(new RowPlan(Asset, [new PlanColumn(key, type)], [new PlanColumn("id", ValueType.String)], null));

        var fault = Assert.Single(await reader.RefreshAsync(default));

        Assert.Equal(ErrorReason.SourceChanged, fault.Reason);
        Assert.Contains("is NCLOB in the source, which cannot be an entity key", fault.Description, StringComparison.Ordinal);
    }

    private static async Task<IRowReader> OpenAsync(IBusinessDataSource source)
    {
        var reader = source.Open(new RowPlan(Asset, [new PlanColumn("id", ValueType.String)], [new PlanColumn("text", ValueType.String), new PlanColumn("bytes", ValueType.Binary)], null));
        Assert.Empty(await reader.RefreshAsync(default));
        return reader;
    }

    private FedMl.Features.Sql.SqlOptions Options()
    {
        var options = server.Options;
        options.MaxValueSize = MaxValueSize;
        return options;
    }

    private void Put(string text, string bytes) => server.Owner.Execute(
        $"""
        CREATE SCHEMA "S"; CREATE TABLE "S"."A" AS SELECT 'k' AS "id", {text}::VARCHAR AS "text", {bytes}::BLOB AS "bytes";
        COMMENT ON COLUMN "S"."A"."text" IS 'NCLOB'; COMMENT ON COLUMN "S"."A"."bytes" IS 'BLOB';
        """);

    private async Task<SourceRows> ReadAsync()
    {
        using var source = server.Open(Options());
        using var reader = await OpenAsync(source);
        var key = new ColumnValues<string>();
        key.Add("k");
        return await reader.ReadAsync(new RowRequest([key], [0, 1], DateTimeOffset.UnixEpoch), default);
    }
}
