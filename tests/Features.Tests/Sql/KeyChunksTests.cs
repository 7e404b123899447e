using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Tests.Sql;

public sealed class KeyChunksTests
{
    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "4")]
    [InlineData(4, "4")]
    [InlineData(5, "16")]
    [InlineData(1000, "1000")]
    [InlineData(1001, "1000,1")]
    [InlineData(2300, "1000,1000,1000")]
    public void Of_Keys_AreSplitIntoFewSizes(int keys, string sizes) =>
        Assert.Equal(sizes, string.Join(',', KeyChunks.Of(Plan(1), Keys(keys), maxKeys: 1000).Select(rows => rows.Length)));

    [Fact]
    public void Of_CompositeKeys_AreFewerAStatement() =>
        Assert.Equal([256, 256, 16], KeyChunks.Of(Plan(2), [Keys(520)[0], Keys(520)[0]], maxKeys: 1000).Select(rows => rows.Length));

    [Fact]
    public void Of_EachKey_IsAskedForAndNoOther()
    {
        var rows = KeyChunks.Of(Plan(1), Keys(2345), maxKeys: 1000).SelectMany(chunk => chunk).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, 2345), rows);
    }

    [Fact]
    public void Of_KeysThatTheColumnCannotHold_AreNotAskedFor()
    {
        var texts = new ColumnValues<string>();
        Array.ForEach(["12345", "123456", "1"], texts.Add);
        Assert.Equal([0, 2, 2, 2], Assert.Single(KeyChunks.Of(Plan(new KeyMatch("k", "k", "BIGINT", MaxLength: 5)), [texts], 10)));

        var numbers = new ColumnValues<long>();
        Array.ForEach([-1L, 0, 255, 256], numbers.Add);
        Assert.Equal([1, 2, 2, 2], Assert.Single(KeyChunks.Of(Plan(new KeyMatch("k", "k", "BIGINT", Min: 0, Max: 255)), [numbers], 10)));
        Assert.Empty(KeyChunks.Of(Plan(new KeyMatch("k", "k", "BIGINT", Min: 1000, Max: 2000)), [numbers], 10));
    }

    private static BoundPlan Plan(int keys) => Plan([.. Enumerable.Repeat(new KeyMatch("k", "k", "BIGINT"), keys)]);

    private static BoundPlan Plan(params KeyMatch[] matches) => new(new RowPlan(new AssetReference("S", "A"), [], [], null), matches, [], [], null, null);

    private static ColumnValues[] Keys(int count)
    {
        var column = new ColumnValues<long>();
        for (var i = 0; i < count; i++)
        {
            column.Add(i);
        }

        return [column];
    }
}
