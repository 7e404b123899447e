using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Expressions;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Sources;

/// <summary>
/// What every source must do alike whose readers tell histories (<see cref="IHistoryReader"/>). The tests of an adapter
/// whose readers are no scanners derive from this instead of <see cref="RowScannerContract"/>.
/// </summary>
public abstract class RowHistoryContract : BusinessDataSourceContract
{
    [Fact]
    public async Task ReadHistoryAsync_OneKeyAtManyTimes_IsAsItWasAtEach()
    {
        string[] times = ["2026-05-01T00:00:00Z", "2026-01-01T23:59:59.999999Z", "2026-01-02T00:00:00Z", "2026-01-02T23:59:59.999999Z", "2026-01-03T00:00:00Z", "0001-01-01T00:00:00Z", "2026-01-02T00:00:00Z"];
        var rows = await History(await EventReader(), [Texts([.. times.Select(_ => "1")])], times);
        Assert.Equal(["ambiguous", "none", "first", "first", "second", "none", "first"], Values(rows, 0));
        Assert.Equal(Micros("2026-01-03T00:00:00Z"), rows.EventTimes![rows.RowOfKey[4]]);
    }

    [Fact]
    public async Task ReadHistoryAsync_OtherKeys_AreNotFound()
    {
        var rows = await History(await EventReader(), [Texts("2", "", "1", "' OR 1=1 --", new string('x', 500))], [.. Enumerable.Repeat("2026-02-01T00:00:00Z", 5)]);
        Assert.Equal(["none", "none", "second", TakesQuotes ? "none" : "invalid", "none"], Values(rows, 0));
    }

    [Fact]
    public async Task ReadHistoryAsync_CompositeKey_MatchesAllItsColumnsAndKeepsNulls()
    {
        var asset = new TestAsset(
            "S",
            "A",
            [("plant", "string"), ("line", "int64"), ("x", "string"), ("at", "timestamp")],
            ["A", "1", "A1", "2026-01-01T00:00:00Z"],
            ["A", "2", "A2", "2026-01-02T00:00:00Z"],
            ["A", "2", null, "2026-01-03T00:00:00Z"],
            ["B", "1", "B1", "2026-01-01T00:00:00Z"],
            [null, "1", "nobody", "2026-01-01T00:00:00Z"]);
        var rows = await History(
            await Reader(asset, keys: 2, eventTime: "at"), [Texts("A", "A", "B", "B"), Numbers(2, 2, 1, 2)], ["2026-01-03T00:00:00Z", "2026-01-02T12:00:00Z", "2026-01-02T12:00:00Z", "2026-01-02T12:00:00Z"]);
        Assert.Equal(["null", "A2", "B1", "none"], Values(rows, 0));
    }

    [Fact]
    public async Task ReadHistoryAsync_SomeColumns_AreAnsweredInTheOrderAsked()
    {
        var asset = new TestAsset("S", "A", [("id", "int64"), ("x", "double"), ("y", "string"), ("at", "timestamp")], ["-5", "0.1", "text", "2026-01-01T00:00:00Z"]);
        var reader = await Reader(asset, eventTime: "at");
        var request = new HistoryRequest([Numbers(-5)], Numbers(Micros("2026-01-01T00:00:00Z")), [1, 0]);
        var rows = await reader.History!.ReadHistoryAsync(request, default);
        Assert.Equal(["text", "0.1"], [Values(rows, 0)[0], Values(rows, 1)[0]]);
    }

    [Fact]
    public async Task ReadHistoryAsync_ManyKeysAtRandomTimes_NeverLeaksAndNeverMissesOne()
    {
        const int Keys = 40;
        var random = new Random(7);
        var at = Enumerable.Range(0, 900).Select(_ => (Key: random.Next(Keys), Minute: random.Next(100_000))).Distinct().ToArray();
        var asset = new TestAsset(
            "S", "A", [("id", "string"), ("x", "int64"), ("at", "timestamp")], [.. at.Select(row => new[] { Name(row.Key), Name(row.Minute), Time(row.Minute) })]);
        var asked = Enumerable.Range(0, 1500).Select(i => i % 3 == 0 ? at[random.Next(at.Length)] : (Key: random.Next(Keys + 1), Minute: random.Next(100_000))).ToArray();

        var rows = await History(await Reader(asset, eventTime: "at"), [Texts([.. asked.Select(ask => Name(ask.Key))])], [.. asked.Select(ask => Time(ask.Minute))]);

        Assert.Equal(
            asked.Select(ask => at.Where(row => row.Key == ask.Key && row.Minute <= ask.Minute).Select(row => Name(row.Minute)).DefaultIfEmpty("none").MaxBy(text => text == "none" ? -1 : int.Parse(text, CultureInfo.InvariantCulture))),
            Values(rows, 0));

        static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
        static string Time(int minute) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("from", "to", "date", true, false)]
    [InlineData("from", "to", "date", false, false)]
    [InlineData("begin", "end", "timestamp", false, false)]
    [InlineData("begin", "end", "timestamp", true, true)]
    [InlineData("from", null, "date", true, true)]
    [InlineData("from", null, "date", true, false)]
    public async Task ReadHistoryAsync_Validity_IsAsReadOneByOne(string from, string? to, string type, bool isInclusive, bool withEventTime)
    {
        var kind = type == "date" ? ValueType.Date : ValueType.Timestamp;
        var plan = Plan(Prices, eventTime: withEventTime ? "begin" : null) with
        {
            Validity = new Validity(new PlanColumn(from, kind), to is null ? null : new PlanColumn(to, kind), isInclusive),
        };
        var reader = Open(Source(Prices), plan);
        Assert.Empty(await reader.RefreshAsync(default));
        string[] days = ["0001-01-01", "2019-12-31", "2020-01-01", "2020-02-29", "2020-03-01", "2020-03-07", "2020-03-08", "2020-12-31", "2021-01-01", "9999-12-31"];
        string[] times = [.. days.SelectMany(day => new[] { $"{day}T00:00:00Z", $"{day}T05:59:59.999999Z", $"{day}T06:00:00Z" })];
        foreach (var key in new[] { "1", "2", "3" })
        {
            List<string> expected = [];
            foreach (var time in times)
            {
                var request = new RowRequest([Texts(key)], [0, 1], Timestamps.ToDateTimeOffset(Micros(time)));
                expected.AddRange(Values(await reader.ReadAsync(request, default), 0));
            }

            Assert.Equal(expected, Values(await History(reader, [Texts([.. times.Select(_ => key)])], times), 0));
        }
    }

    [Fact]
    public async Task ReadHistoryAsync_Expression_IsComputedOverWhatWas()
    {
        var asset = new TestAsset("S", "A", [("id", "string"), ("x", "int64"), ("at", "timestamp")], ["1", "2", "2026-01-01T00:00:00Z"], ["1", "3", "2026-01-02T00:00:00Z"]);
        var plan = Plan(asset, eventTime: "at") with { Columns = [new PlanColumn("", ValueType.Int64, ParsedExpression.Parse("x * 10").Expression)] };
        var reader = new ComputingSource(Source(asset)).Open(plan);
        Assert.Empty(await reader.RefreshAsync(default));
        var request = new HistoryRequest([Texts("1", "1", "1")], Numbers(Micros("2026-01-02T00:00:00Z"), Micros("2026-01-01T00:00:00Z"), 0), [0]);
        Assert.Equal(["30", "20", "none"], Values(await reader.History!.ReadHistoryAsync(request, default), 0));
        reader.Dispose();
    }

    [Fact]
    public async Task ReadHistoryAsync_ColumnDropped_Fails()
    {
        var asset = new TestAsset("S", "A", [("id", "string"), ("x", "string"), ("at", "timestamp")], ["1", "a", "2026-01-01T00:00:00Z"]);
        var reader = await Reader(asset, eventTime: "at");
        Put(asset with { Columns = [("id", "string"), ("y", "string"), ("at", "timestamp")] });
        await Settle(reader);
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(async () => await History(reader, [Texts("1")], ["2026-01-01T00:00:00Z"]));
        Assert.Equal(ErrorReason.SourceChanged, failure.Reason);
    }

    private static ValueTask<SourceRows> History(IRowReader reader, ColumnValues[] keys, string[] times) =>
        Assert.IsAssignableFrom<IHistoryReader>(reader.History).ReadHistoryAsync(new HistoryRequest(keys, Numbers([.. times.Select(Micros)]), [0, 1]), default);

    private static long Micros(string time) => Timestamps.TryParse(time, out var microseconds) ? microseconds : throw new FormatException(time);
}
