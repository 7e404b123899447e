using System.Text;
using FedMl.Features.Columns;

namespace FedMl.Features.Tests;

public sealed class UnreadTextsTests
{
    private readonly ColumnValues<string> column = new();

    public UnreadTextsTests()
    {
        column.AddTexts([0, 2, 2, 5], "abcde"u8, [0b101]);
        // Offsets that do not begin at the buffer's start.
        column.AddTexts([1, 4], Encoding.UTF8.GetBytes("xÄby"), []);
    }

    [Fact]
    public void AddTexts_NotLookedAt_StayAsTheyCame()
    {
        Assert.Equal((4, 1, true), (column.Count, column.NullCount, column.IsNull(1)));
        Assert.Equal("Äb", Encoding.UTF8.GetString(column.Unread![3]));
        Assert.Equal([0, 2, 2, 5, 8], column.Unread.Offsets.ToArray());
        Assert.True(column.Bytes > 0);
    }

    [Fact]
    public void AddTexts_LookedAt_AreTexts()
    {
        Assert.Equal("ab||cde|Äb", Told(column));
        Assert.Null(column.Unread);
    }

    [Fact]
    public void AddTexts_OneAddedAfterThem_ComesLast()
    {
        column.Add("z");
        column.AddNull();

        Assert.Equal("ab||cde|Äb|z|", Told(column));
        Assert.Equal([1, 5], Enumerable.Range(0, 6).Where(column.IsNull));
        Assert.Throws<InvalidOperationException>(() => column.AddTexts([0, 1], "a"u8, []));
    }

    [Fact]
    public void Pick_OfTextsNotLookedAt_IsThem() => Assert.Equal("Äb||", Told((ColumnValues<string>)column.Pick([3, 1, -1])));

    private static string Told(ColumnValues<string> texts) => string.Join('|', texts.Span.ToArray());
}
