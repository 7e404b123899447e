using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Scans;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Tests.Sources;

/// <summary>What sources must do alike with rows that hold from when until when: compare it, or refuse.</summary>
public abstract class ValidityContract : JoinContract
{
    private protected static readonly TestAsset Prices = new(
        "S",
        "A",
        [("id", "string"), ("x", "string"), ("from", "date"), ("to", "date"), ("begin", "timestamp"), ("end", "timestamp")],
        ["1", "new", "2021-01-01", "9999-12-31", "2021-01-01T06:00:00Z", null],
        ["1", "old", "2020-01-01", "2020-12-31", "2020-01-01T06:00:00Z", "2021-01-01T06:00:00Z"],
        ["1", "timeless", null, "2020-12-31", null, "2021-01-01T06:00:00Z"],
        ["2", "standard", "2020-01-01", null, "2020-01-01T00:00:00Z", null],
        ["2", "promotion", "2020-03-01", "2020-03-07", "2020-03-01T00:00:00Z", "2020-03-08T00:00:00Z"]);

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "none", "none")]
    [InlineData("2019-12-31T23:59:59.999999Z", "none", "none")]
    [InlineData("2020-01-01T00:00:00Z", "old", "standard")]
    [InlineData("2020-02-29T23:59:59Z", "old", "standard")]
    [InlineData("2020-03-01T00:00:00Z", "old", "ambiguous")]
    [InlineData("2020-03-07T23:59:59Z", "old", "ambiguous")]
    [InlineData("2020-03-08T00:00:00Z", "old", "standard")]
    [InlineData("2020-12-31T23:59:59.999999Z", "old", "standard")]
    [InlineData("2021-01-01T00:00:00Z", "new", "standard")]
    [InlineData("9999-12-31T23:59:59Z", "new", "standard")]
    public Task ReadAsync_InclusiveDates_HoldOnTheirLastDay(string asOf, string one, string two) =>
        Holds(asOf, new Validity(new PlanColumn("from", ValueType.Date), new PlanColumn("to", ValueType.Date), IsToInclusive: true), one, two);

    [Theory]
    [InlineData("2020-03-06T23:59:59Z", "old", "ambiguous")]
    [InlineData("2020-03-07T00:00:00Z", "old", "standard")]
    [InlineData("2020-12-31T00:00:00Z", "none", "standard")]
    [InlineData("2021-01-01T00:00:00Z", "new", "standard")]
    public Task ReadAsync_ExclusiveDates_HoldUntilTheirLastDay(string asOf, string one, string two) =>
        Holds(asOf, new Validity(new PlanColumn("from", ValueType.Date), new PlanColumn("to", ValueType.Date), IsToInclusive: false), one, two);

    [Theory]
    [InlineData("2020-01-01T05:59:59.999999Z", "none", "standard")]
    [InlineData("2020-01-01T06:00:00Z", "old", "standard")]
    [InlineData("2021-01-01T05:59:59.999999Z", "old", "standard")]
    [InlineData("2021-01-01T06:00:00Z", "new", "standard")]
    public Task ReadAsync_ExclusiveTimes_AreHalfOpen(string asOf, string one, string two) =>
        Holds(asOf, new Validity(new PlanColumn("begin", ValueType.Timestamp), new PlanColumn("end", ValueType.Timestamp), IsToInclusive: false), one, two);

    [Theory]
    [InlineData("2021-01-01T05:59:59Z", "old", "standard")]
    [InlineData("2021-01-01T06:00:00Z", "ambiguous", "standard")]
    [InlineData("2021-01-01T06:00:00.000001Z", "new", "standard")]
    public Task ReadAsync_InclusiveTimes_HoldAtTheirEnd(string asOf, string one, string two) =>
        Holds(asOf, new Validity(new PlanColumn("begin", ValueType.Timestamp), new PlanColumn("end", ValueType.Timestamp), IsToInclusive: true), one, two);

    [Theory]
    [InlineData("2020-03-01T00:00:00Z", "old", "promotion")]
    [InlineData("2021-01-01T05:59:59Z", "old", "promotion")]
    [InlineData("2021-01-01T06:00:00Z", "new", "promotion")]
    public Task ReadAsync_BeginsOnly_AndAnEventTime_TakeTheLatest(string asOf, string one, string two) =>
        Holds(asOf, new Validity(new PlanColumn("from", ValueType.Date), null, IsToInclusive: true), one, two, eventTime: "begin");

    [Fact]
    public async Task RefreshAsync_NoSuchColumns_AreNamed()
    {
        var validity = new Validity(new PlanColumn("since", ValueType.Date), new PlanColumn("until", ValueType.Date), IsToInclusive: true);
        var (reader, isAble) = OpenHolding(validity);
        var faults = await reader.RefreshAsync(default);
        Assert.Equal(isAble ? ["since", "until"] : ["since"], faults.Select(fault => fault.Column!.Column));
        Assert.All(faults, fault => Assert.Equal(ErrorReason.SourceChanged, fault.Reason));
    }

    private async Task Holds(string asOf, Validity validity, string one, string two, string? eventTime = null)
    {
        var (reader, isAble) = OpenHolding(validity, eventTime);
        var faults = await reader.RefreshAsync(default);
        if (!isAble)
        {
            Assert.Same(validity.From, Assert.Single(faults).Column);
            return;
        }

        Assert.Empty(faults);
        var rows = await reader.ReadAsync(
            new RowRequest([Texts("1", "2", "3")], [0], Time(asOf)), default);
        Assert.Equal([one, two, "none"], Values(rows, 0));
        if (reader.Scanner is { } scanner)
        {
            Assert.Equal([.. new[] { one, two }.Where(value => value != "none")], await Scanned(scanner, Time(asOf)));
        }
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    // Of each key its value, or that it has several.
    private static async Task<List<string>> Scanned(IRowScanner scanner, DateTimeOffset asOf)
    {
        List<string> values = [];
        await foreach (var rows in LatestRows.PickAsync(scanner.ScanAsync(new ScanRequest([0], asOf, null, null, MaxRows: 2, long.MaxValue), default)))
        {
            values.AddRange(Enumerable.Range(0, rows.Rows.Count).Select(row => rows.Ambiguous.Contains(row) ? "ambiguous" : ((ColumnValues<string>)rows.Rows.Columns[0])[row]));
        }

        return values;
    }

    private (IRowReader Reader, bool IsAble) OpenHolding(Validity validity, string? eventTime = null)
    {
        var source = new RefusingSource(Source(Prices));
        var plan = new RowPlan(
            new AssetReference("S", "A"),
            [new PlanColumn("id", ValueType.String)],
            [new PlanColumn("x", ValueType.String)],
            eventTime is null ? null : new PlanColumn(eventTime, ValueType.Timestamp),
            validity);
        return (Open(source, plan), source.Abilities.HasFlag(SourceAbilities.Validity));
    }
}
