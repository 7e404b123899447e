using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql;

namespace FedMl.Features.Tests.Sql;

public sealed class ScanPageTests
{
    [Theory]
    [InlineData("a1 a2 b1", "a1 a2", "a2")]
    [InlineData("a1 a2 a2", "a1", "a1")]
    [InlineData("a1 a1 a1", "a1 a1 a1", "a1")]
    [InlineData("a1 b1 b1", "a1", "a1")]
    public void Of_PageThatIsFull_EndsBehindTheLastGroupThatIsWhole(string read, string rows, string end)
    {
        var page = ScanPage.Of(Rows(read), isLast: false, partition: null);
        Assert.Equal(rows, Text(page.Rows));
        Assert.Equal(end, $"{((ColumnValues<string>)page.End!.Keys[0])[page.End.Row]}{page.End.Time}");
    }

    [Fact]
    public void Of_LastPage_IsWholeAndHasNoEnd()
    {
        var page = ScanPage.Of(Rows("a1 b1 b1"), isLast: true, partition: null);
        Assert.Equal(("a1 b1 b1", null), (Text(page.Rows), page.End));
        Assert.Equal(0, ScanPage.Of(Rows(""), isLast: true, partition: null).Rows.Count);
    }

    [Fact]
    public void Of_Partition_LeavesRowsOutAndGoesOnBehindThem()
    {
        var text = string.Join(' ', "abcdefghijklmnop".Select(key => $"{key}1"));
        ScanPage[] pages = [.. Enumerable.Range(0, 4).Select(i => ScanPage.Of(Rows(text), isLast: false, new KeyPartition(i, 4)))];
        Assert.Equal(text[..^3], string.Join(' ', pages.SelectMany(page => Text(page.Rows).Split(' ')).Order()));
        Assert.All(pages, page => Assert.Equal("o", ((ColumnValues<string>)page.End!.Keys[0])[page.End.Row]));
    }

    private static ScannedRows Rows(string text)
    {
        var (keys, times) = (new ColumnValues<string>(), new ColumnValues<long>());
        foreach (var row in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            keys.Add(row[..1]);
            times.Add(row[1] - '0');
        }

        return new ScannedRows([keys], [], times);
    }

    private static string Text(ScannedRows rows) => string.Join(' ', Enumerable.Range(0, rows.Count).Select(row => $"{((ColumnValues<string>)rows.Keys[0])[row]}{rows.EventTimes![row]}"));
}
