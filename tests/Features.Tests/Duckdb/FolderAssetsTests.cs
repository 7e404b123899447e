using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Expressions;
using FedMl.Features.Sources;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Duckdb;

public sealed class FolderAssetsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<IDisposable> open = [];

    [Fact]
    public async Task Links_ThatLeadOut_AreNotThere()
    {
        folder.Write("outside/SECRET.csv", "id\n1\n");
        folder.Write("data/S/A.csv", "id\n1\n");
        Directory.CreateSymbolicLink(folder.PathOf("data/OUT"), folder.PathOf("outside"));
        File.CreateSymbolicLink(folder.PathOf("data/S/OUT.csv"), folder.PathOf("outside/SECRET.csv"));
        File.CreateSymbolicLink(folder.PathOf("data/S/UP.csv"), "../../outside/SECRET.csv");
        File.CreateSymbolicLink(folder.PathOf("data/S/THROUGH.csv"), "../OUT/SECRET.csv");
        File.CreateSymbolicLink(folder.PathOf("data/S/CIRCLE.csv"), "CIRCLE.csv");
        File.CreateSymbolicLink(folder.PathOf("data/S/DEAD.csv"), "nothing");
        File.CreateSymbolicLink(folder.PathOf("data/S/B.csv"), "A.csv");
        var source = Source();

        Assert.Equal(["S"], await source.ListSpacesAsync(default));
        Assert.Equal(["A", "B"], await source.ListAssetsAsync("S", default));
        await Assert.ThrowsAsync<SpaceNotFoundException>(() => source.ListAssetsAsync("OUT", default));
        await Assert.ThrowsAsync<AssetNotFoundException>(() => source.DescribeAssetAsync(new AssetReference("S", "OUT"), default));
        Assert.Single(await source.DescribeAssetAsync(new AssetReference("S", "B"), default));
    }

    [Fact]
    public async Task List_OtherFiles_AreNoAssets()
    {
        folder.Write("data/S/A.csv", "id\n1\n");
        folder.Write("data/S/B.CSV", "id\n1\n");
        folder.Write("data/S/notes.txt", "");
        folder.Write("data/S/.hidden.csv", "id\n1\n");
        folder.Write("data/S/sub/C.csv", "id\n1\n");
        folder.Write("data/.git/D.csv", "id\n1\n");
        folder.Write("data/E.csv", "id\n1\n");
        var source = Source();

        Assert.Equal(["S"], await source.ListSpacesAsync(default));
        Assert.Equal(["A", "B"], await source.ListAssetsAsync("S", default));
    }

    [Theory]
    [InlineData("id,x\n1,2\n3,4,5\n")]
    [InlineData("id,x\n1\n")]
    [InlineData("")]
    [InlineData("id,ID\n1,2\n")]
    [InlineData("id,x\n1,\"open\n")]
    [InlineData("id,x\n1,\xff\n")]
    [InlineData("\0\0\0\0")]
    public async Task Read_BrokenCsv_IsAFaultWithoutValuesOrPaths(string bytes)
    {
        folder.Write("data/S/A.csv", "");
        File.WriteAllBytes(folder.PathOf("data/S/A.csv"), [.. bytes.Select(c => (byte)c)]);
        var faults = await Refresh(new PlanColumn("x", ValueType.String));

        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.DoesNotContain(folder.Path, fault.Description, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain("open", fault.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_BrokenParquet_IsAFaultWithoutPaths()
    {
        folder.Write("data/S/A.parquet", "PAR1 no, not really PAR1");
        var fault = Assert.Single(await Refresh(new PlanColumn("x", ValueType.String)));
        Assert.DoesNotContain(folder.Path, fault.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_BrokenFileMended_IsTakenAtOnceHoweverLongItWasBroken()
    {
        folder.Write("data/S/A.csv", "id,x\n1\n");
        var reader = Reader(new PlanColumn("x", ValueType.String));
        for (var i = 0; i < 20; i++)
        {
            Assert.NotEmpty(await reader.RefreshAsync(default));
        }

        folder.Write("data/S/A.csv", "id,x\n007,mended\n");
        Assert.Empty(await reader.RefreshAsync(default));
        Assert.Equal("mended", await Value(reader));
    }

    [Fact]
    public async Task Read_CsvAndParquetOfOneName_IsAFault()
    {
        folder.Write("data/S/A.csv", "id,x\n1,2\n");
        folder.Write("data/S/A.parquet", "PAR1");
        Assert.Contains("Two files", Assert.Single(await Refresh(new PlanColumn("x", ValueType.String))).Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id;x\n007;1,5\n", "1,5")]
    [InlineData("id\tx\n007\ta b\n", "a b")]
    [InlineData("\uFEFFid,x\r\n007,5\r\n", "5")]
    [InlineData("\"id\",\"x\"\n\"007\",\"a \"\"quoted\"\", b\nc\"\n", "a \"quoted\", b\nc")]
    [InlineData("id,x\n007,#no comment", "#no comment")]
    public async Task Read_CsvDialects_AreUnderstood(string csv, string expected)
    {
        folder.Write("data/S/A.csv", csv);
        var reader = Reader(new PlanColumn("x", ValueType.String));
        Assert.Empty(await reader.RefreshAsync(default));
        Assert.Equal(expected, await Value(reader));
    }

    [Theory]
    [InlineData("x * 2", ValueType.Int64, "10")]
    [InlineData("case when x > 5 then 'a;b)' else 'it''s -- x' end", ValueType.String, "it's -- x")]
    [InlineData("X / 2", ValueType.Double, "2.5")]
    [InlineData("cast(x as decimal(9, 2)) * 1.5", ValueType.Decimal, "7.500")]
    public async Task Refresh_Expression_IsComputedOverTheTypesOfTheFile(string expression, ValueType type, string expected)
    {
        folder.Write("data/S/A.csv", "id,x\n007,5\n");
        var reader = Reader(new PlanColumn("x", type, ParsedExpression.Parse(expression).Expression));
        Assert.Empty(await reader.RefreshAsync(default));
        Assert.Equal(expected, await Value(reader));
    }

    [Fact]
    public async Task Refresh_ExpressionWithFaults_NamesThemAll()
    {
        folder.Write("data/S/A.csv", "id,x\n007,5\n");
        var faults = await Refresh(new PlanColumn("x", ValueType.String, ParsedExpression.Parse("case when y then sum(x) else x end").Expression));
        Assert.Equal(["at 11: the asset has no column 'y'", "at 18: there is no function 'sum'"], faults.Select(fault => fault.Description.Split(", ")[1].Split(';')[0]));
    }

    [Fact]
    public async Task Describe_Csv_TellsTypesThatAllRowsAgreeOn()
    {
        folder.Write("data/S/A.csv", "a,b,c,d,e,f\n001,1,1.5,true,2026-01-01,2026-01-01T00:00:00Z\n2,2,2,false,2026-01-02,x\n");
        var columns = await Source().DescribeAssetAsync(new AssetReference("S", "A"), default);
        Assert.Equal(
            [ValueType.String, ValueType.Int64, ValueType.Double, ValueType.Bool, ValueType.Date, ValueType.String], columns.Select(column => column.Type));
    }

    [Fact]
    public async Task Refresh_FileStillBeingWritten_IsTakenWhenItRests()
    {
        folder.Write("data/S/A.csv", "id,x\n007,1\n");
        var reader = Reader(new PlanColumn("x", ValueType.String));
        await reader.RefreshAsync(default);

        folder.Write("data/S/A.csv", "id,x\n007,2");
        await reader.RefreshAsync(default);
        folder.Write("data/S/A.csv", "id,x\n007,22\n");
        await reader.RefreshAsync(default);
        Assert.Equal("1", await Value(reader));

        await reader.RefreshAsync(default);
        Assert.Equal("22", await Value(reader));
    }

    public void Dispose()
    {
        open.Reverse();
        open.ForEach(item => item.Dispose());
        folder.Dispose();
    }

    private static async Task<string> Value(IRowReader reader)
    {
        var key = new ColumnValues<string>();
        key.Add("007");
        var rows = await reader.ReadAsync(new RowRequest([key], [0], DateTimeOffset.MaxValue), default);
        return rows.Columns[0] switch
        {
            ColumnValues<long> numbers => numbers[rows.RowOfKey[0]].ToString(CultureInfo.InvariantCulture),
            ColumnValues<double> numbers => numbers[rows.RowOfKey[0]].ToString("R", CultureInfo.InvariantCulture),
            var texts => ((ColumnValues<string>)texts)[rows.RowOfKey[0]],
        };
    }

    private Task<IReadOnlyList<PlanFault>> Refresh(PlanColumn column) => Reader(column).RefreshAsync(default);

    private IRowReader Reader(PlanColumn column)
    {
        var reader = Source().Open(new RowPlan(new AssetReference("S", "A"), [new PlanColumn("id", ValueType.String)], [column], null));
        open.Add(reader);
        return reader;
    }

    private DuckDbSource Source()
    {
        var source = new DuckDbSource(Options.Create(new FeaturesOptions { Data = folder.PathOf("data") }));
        open.Add(source);
        return source;
    }
}
