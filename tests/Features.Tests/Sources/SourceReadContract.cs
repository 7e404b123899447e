using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Sources;

/// <summary>How every source must answer reads. Part of the contract.</summary>
public abstract class SourceReadContract : ValidityContract
{
    /// <summary>A key's and a column's name that need care.</summary>
    protected virtual string[] AwkwardColumns { get; } = ["a\"b", "x'; DROP TABLE y --"];

    /// <summary>Whether keys with a quote can be looked for. Where not, that is told of each of them, and of no other.</summary>
    protected virtual bool TakesQuotes => true;

    [Fact]
    public async Task ReadAsync_TextKeys_KeepZerosAndTellMissingRows()
    {
        var reader = await Reader(TestAsset.Iris);
        var rows = await Read(reader, Texts("000123", "123", "000001", "OR 1=1 --"));
        Assert.Equal(["4.9", "none", "5.1", "none"], Values(rows, 0));
        Assert.Equal(["null", "none", "setosa", "none"], Values(rows, 1));
    }

    [Fact]
    public async Task ReadAsync_SomeColumns_AreAnsweredInTheOrderAsked()
    {
        var reader = await Reader(TestAsset.Iris);
        var rows = await reader.ReadAsync(new RowRequest([Texts("000001")], [1, 0], Now), default);
        Assert.Equal(["setosa", "5.1"], [Values(rows, 0)[0], Values(rows, 1)[0]]);
    }

    [Fact]
    public async Task ReadAsync_WholeNumberKeys_AreFound()
    {
        var asset = new TestAsset("S", "A", [("id", "int64"), ("x", "int64")], ["9007199254740993", "1"], ["-5", "2"]);
        var rows = await Read(await Reader(asset), Numbers(-5, 9007199254740993, 9007199254740992));
        Assert.Equal(["2", "1", "none"], Values(rows, 0));
    }

    [Fact]
    public async Task ReadAsync_CompositeKey_MatchesAllItsColumns()
    {
        var asset = new TestAsset(
            "S", "A", [("plant", "string"), ("line", "int64"), ("x", "string")], ["A", "1", "A1"], ["A", "2", "A2"], ["B", "1", "B1"]);
        var rows = await Read(await Reader(asset, keys: 2), Texts("A", "B", "B"), Numbers(2, 1, 2));
        Assert.Equal(["A2", "B1", "none"], Values(rows, 0));
    }

    [Fact]
    public async Task ReadAsync_QuoteInOnePartOfAKey_IsLookedForByTheOthers()
    {
        var asset = new TestAsset(
            "S", "A", [("plant", "string"), ("line", "int64"), ("x", "string")], ["it's", "1", "one"], ["it's", "2", "two"], ["its", "1", "other"]);
        var rows = await Read(await Reader(asset, keys: 2), Texts("it's", "it's", "it's", "its"), Numbers(2, 1, 3, 1));
        Assert.Equal(["two", "one", "none", "other"], Values(rows, 0));
    }

    [Theory]
    [InlineData("string", "  007 ")]
    [InlineData("int64", "9223372036854775807")]
    [InlineData("double", "0.1")]
    [InlineData("decimal", "12345678901234567890.123456789000000000")]
    [InlineData("bool", "True")]
    [InlineData("date", "2024-02-29")]
    [InlineData("date", "0001-01-01")]
    [InlineData("timestamp", "2026-01-02T03:04:05.678901Z")]
    public async Task ReadAsync_EachType_IsExact(string type, string value)
    {
        var asset = new TestAsset("S", "A", [("id", "string"), ("x", type)], ["1", value], ["2", null]);
        var rows = await Read(await Reader(asset), Texts("1", "2"));
        Assert.Equal([value, "null"], Values(rows, 0, type));
    }

    [Fact]
    public async Task ReadAsync_SeveralRowsOfAKeyWithoutEventTime_AreAmbiguous()
    {
        var asset = new TestAsset("S", "A", [("id", "string"), ("x", "string")], ["1", "a"], ["2", "b"], ["1", "c"]);
        var rows = await Read(await Reader(asset), Texts("1", "2"));
        Assert.Equal(["ambiguous", "b"], Values(rows, 0));
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", "none")]
    [InlineData("2026-01-02T00:00:00Z", "first")]
    [InlineData("2026-01-02T23:59:59Z", "first")]
    [InlineData("2026-01-03T00:00:00Z", "second")]
    [InlineData("2026-05-01T00:00:00Z", "ambiguous")]
    public async Task ReadAsync_EventTime_TakesTheLatestRowAtOrBeforeAsOf(string asOf, string expected)
    {
        var reader = await EventReader();
        var rows = await reader.ReadAsync(new RowRequest([Texts("1")], [0], DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture)), default);
        Assert.Equal([expected], Values(rows, 0));
    }

    [Fact]
    public async Task ReadAsync_NamesWithQuotesAndBlanks_AreNamesOnly()
    {
        var asset = new TestAsset("My \"space\"", "it's [1]*?", [.. AwkwardColumns.Select(name => (name, "string"))], ["1", "one"]);
        Assert.Equal(["one"], Values(await Read(await Reader(asset), Texts("1")), 0));
    }

    [Theory]
    [InlineData("O'Brien")]
    [InlineData("'")]
    [InlineData("a''b'")]
    [InlineData("x' or true eq true or 'a")]
    [InlineData("' OR '1'='1' --")]
    [InlineData("%27")]
    [InlineData("%2527%20or")]
    [InlineData("a+b&c=d#e?f/g\\h;i,j\"k(l)")]
    [InlineData(" blanks \t")]
    [InlineData("größe 日本 🌻 \u0301")]
    public async Task ReadAsync_TextKeyOfAnyCharacters_IsThatTextOnly(string key)
    {
        var asset = new TestAsset("S", "A", [("id", "string"), ("x", "string")], ["a", "other"], [key, key + " found"], ["O", "short"], ["O'", "shorter"], [key + "'", "longer"]);
        string[] expected = TakesQuotes || !key.Contains('\'', StringComparison.Ordinal) ? [key + " found", "none", "other"] : ["invalid", "invalid", "other"];
        Assert.Equal(expected, Values(await Read(await Reader(asset), Texts(key, key + "2", "a")), 0));
    }

    [Fact]
    public async Task ReadAsync_KeyInAnotherCase_IsAnotherKey()
    {
        var asset = new TestAsset("S", "A", [("id", "string"), ("x", "string")], ["a", "small"], ["Ä", "large"]);
        Assert.Equal(["none", "none", "large"], Values(await Read(await Reader(asset), Texts("A", "ä", "Ä")), 0));
    }

    [Fact]
    public async Task ReadAsync_ManyKeys_EachHasItsRow()
    {
        string[] keys = [.. Enumerable.Range(0, 1000).Select(i => $"key-{i:D7}-{new string('x', i % 40)}")];
        var asset = new TestAsset("S", "A", [("id", "string"), ("x", "int64")], [.. keys.Where((_, i) => i % 10 > 0).Select((key, i) => new[] { key, $"{i}" })]);
        var rows = await Read(await Reader(asset), Texts(keys));
        Assert.Equal(keys.Select((_, i) => i % 10 > 0 ? $"{i - (i / 10) - 1}" : "none"), Values(rows, 0));
    }

    [Fact]
    public async Task ReadAsync_EventTimeOfManyKeys_EachHasItsLatestRow()
    {
        string[] keys = [.. Enumerable.Range(0, 50).Select(i => $"{i:D3}")];
        var asset = new TestAsset(
            "S",
            "A",
            [("id", "string"), ("x", "string"), ("at", "timestamp")],
            [.. from month in new[] { "03", "01", "02" } from key in keys select new[] { key, $"{key} {month}", $"2026-{month}-01T00:00:00.000001Z" }]);
        var reader = await Reader(asset, eventTime: "at");
        foreach (var (asOf, expected) in new[] { ("2026-02-01T00:00:00Z", "01"), ("2026-02-01T00:00:00.000001Z", "02"), ("9999-12-31T23:59:59Z", "03") })
        {
            var rows = await reader.ReadAsync(new RowRequest([Texts(keys)], [0], DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture)), default);
            Assert.Equal(keys.Select(key => $"{key} {expected}"), Values(rows, 0));
            Assert.Equal([DateTimeOffset.Parse($"2026-{expected}-01T00:00:00.000001Z", CultureInfo.InvariantCulture)], rows.RowOfKey.Select(row => Timestamps.ToDateTimeOffset(rows.EventTimes![row])).Distinct());
        }
    }

    [Fact]
    public async Task ReadAsync_Cancelled_EndsAsCancelled()
    {
        var reader = await Reader(TestAsset.Iris with { Rows = [.. Enumerable.Range(0, 2000).Select(i => new[] { $"{i:D6}", "5.1", "setosa" })] });
        using var cancelling = new CancellationTokenSource();
        await cancelling.CancelAsync();
        try
        {
            // A source that has the rows at hand may answer all the same.
            await reader.ReadAsync(new RowRequest([Texts("000001")], [0, 1], Now), cancelling.Token);
        }
        catch (OperationCanceledException)
        {
        }

        Assert.Equal(["5.1"], Values(await Read(reader, Texts("000001")), 0));
    }
}
