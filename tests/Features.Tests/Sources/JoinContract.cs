using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Expressions;
using FedMl.Features.Joins;
using FedMl.Features.Scans;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Tests.Sources;

/// <summary>
/// What sources must do alike with assets that are joined, whether they join them themselves or each is read by its key.
/// Where rows can be scanned, a scan says the same.
/// </summary>
public abstract class JoinContract : SourceScenario
{
    private static readonly TestAsset Orders = new(
        "S",
        "ORDERS",
        [("order", "string"), ("item", "int64"), ("customer", "string"), ("material", "int64"), ("plant", "string"), ("amount", "double")],
        ["A", "10", "C1", "1", "P", "100"],
        ["A", "20", "C2", "2", "P", "7.5"],
        ["B", "10", null, "1", "Q", "3"],
        ["B", "20", "C1", null, "P", "4"],
        ["B", "30", "none", "9", "P", "5"],
        ["C", "10", "twice", "1", "P", "6"],
        ["D", "10", "C1", "1", "P", "1"],
        ["D", "10", "C2", "2", "P", "2"]);

    private static readonly TestAsset Customers = new(
        "S",
        "CUSTOMERS",
        [("id", "string"), ("limit", "double"), ("order", "string")],
        ["C1", "1000", "first"],
        ["C2", null, "second"],
        ["twice", "1", "a"],
        ["twice", "2", "b"],
        [null, "3", "nobody"]);

    private static readonly JoinPlan Customer = new("customer", new AssetReference("S", "CUSTOMERS"), [Key("customer", "id")]);

    /// <summary>A column's name that is no plain word.</summary>
    protected virtual string AwkwardJoinColumn => "mat.nr";

    private TestAsset Stock => new(
        "M M",
        "STOCK\"s",
        [(AwkwardJoinColumn, "int64"), ("plant", "string"), ("c0", "int64"), ("from", "date"), ("to", "date"), ("at", "timestamp")],
        ["1", "P", "5", "2026-01-01", "2026-01-31", "2026-01-01T00:00:00Z"],
        ["1", "P", "6", "2026-02-01", "9999-12-31", "2026-02-01T00:00:00Z"],
        ["1", "P", "7", "2026-02-01", "9999-12-31", "2026-02-03T00:00:00Z"],
        ["1", "P", "8", "2026-02-01", "9999-12-31", "2026-02-04T00:00:00Z"],
        ["1", "P", "9", "2026-02-01", "9999-12-31", "2026-02-04T00:00:00Z"],
        ["1", "P", "10", null, "9999-12-31", null],
        ["2", "P", "11", "2026-01-01", null, "2026-01-01T00:00:00Z"]);

    private JoinPlan Stored => new(
        "stock",
        new AssetReference("M M", "STOCK\"s"),
        [new JoinKey(new PlanColumn("material", ValueType.Int64), new PlanColumn(AwkwardJoinColumn, ValueType.Int64)), Key("plant", "plant")],
        new PlanColumn("at", ValueType.Timestamp),
        new Validity(new PlanColumn("from", ValueType.Date), new PlanColumn("to", ValueType.Date), IsToInclusive: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_Joined_TakesTheOneRowOrNullsOrIsAmbiguous(bool whole) =>
        Assert.Equal(
            ["A10 100 1000 first", "A20 7.5 null second", "B10 3 null null", "B20 4 1000 first", "B30 5 null null", "C10 ambiguous", "D10 ambiguous", "X1 none"],
            await Answers(whole, Now, [Customer], ["amount", "customer.limit", "customer.order"]));

    [Theory]
    [InlineData("2025-12-31T00:00:00Z", "null", "null")]
    [InlineData("2026-01-01T00:00:00Z", "5", "11")]
    [InlineData("2026-01-31T23:59:59Z", "5", "11")]
    [InlineData("2026-02-01T00:00:00Z", "6", "11")]
    [InlineData("2026-02-03T23:59:59Z", "7", "11")]
    [InlineData("2026-02-04T00:00:00Z", "ambiguous", "11")]
    public async Task ReadAsync_JoinWithTimes_IsAsOfThePointInTimeToo(string asOf, string one, string two)
    {
        foreach (var whole in new[] { true, false })
        {
            var answers = await Answers(whole, DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture), [Stored], ["stock.c0"]);
            Assert.Equal([$"A10 {one}", $"A20 {two}", "B10 null", "B20 null", "B30 null", $"C10 {one}", "D10 ambiguous", "X1 none"], answers);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_SeveralJoins_EachHasItsOwnColumns(bool whole) =>
        Assert.Equal(
            ["A10 7 first A", "A20 11 second A", "B10 null null B", "B20 null first B", "B30 null null B", "C10 ambiguous", "D10 ambiguous", "X1 none"],
            await Answers(whole, new(2026, 2, 3, 0, 0, 0, TimeSpan.Zero), [Customer, Stored], ["stock.c0", "customer.order", "order"]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_DuplicatesInAJoin_AreAmbiguousWhicheverColumnsAreAskedFor(bool whole) =>
        Assert.Equal(
            ["A10 100", "A20 7.5", "B10 3", "B20 4", "B30 5", "C10 ambiguous", "D10 ambiguous", "X1 none"],
            await Answers(whole, Now, [Customer], ["amount", "customer.order"], wanted: 1));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_Expression_IsOverColumnsOfSeveralAssets(bool whole) =>
        Assert.Equal(
            ["A10 0.1 A:first", "A20 null A:second", "B10 null B:", "B20 0.004 B:first", "B30 null B:", "C10 ambiguous", "D10 ambiguous", "X1 none"],
            await Answers(whole, Now, [Customer], ["=double amount / customer.LIMIT", "=string \"order\" || ':' || coalesce(customer.\"order\", '')"]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_OwnEventTime_JoinsTheLatestRowOnly(bool whole)
    {
        // The earlier row of the key has duplicates in the join, and the latest has none.
        var own = new TestAsset("S", "ORDERS", [("id", "string"), ("customer", "string"), ("at", "timestamp")], ["1", "twice", "2026-01-01T00:00:00Z"], ["1", "C1", "2026-01-02T00:00:00Z"]);
        var plan = new RowPlan(new AssetReference("S", "ORDERS"), [new PlanColumn("id", ValueType.String)], [Column("customer.order")], new PlanColumn("at", ValueType.Timestamp)) { Joins = [Customer] };
        var reader = Open(Joining(whole, own, Customers), plan);
        Assert.Empty(await reader.RefreshAsync(default));
        foreach (var (day, expected) in new[] { (2, "first"), (1, "ambiguous") })
        {
            var rows = await reader.ReadAsync(new RowRequest([Texts("1")], [0], new(2026, 1, day, 0, 0, 0, TimeSpan.Zero)), default);
            Assert.Equal([expected], Values(rows, 0));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefreshAsync_WhatIsNotThere_IsAllNamed(bool whole)
    {
        var plan = Plan([Customer with { Keys = [Key("buyer", "number")] }, Stored with { EventTime = new PlanColumn("when", ValueType.Timestamp) }], ["turnover", "customer.city", "stock.c0"]);
        var faults = await Open(Joining(whole, Orders, Customers, Stock), plan).RefreshAsync(default);
        Assert.Equal(["buyer", "city", "number", "turnover", "when"], faults.Select(fault => fault.Column!.Column).Order(StringComparer.Ordinal));
        Assert.All(faults, fault => Assert.Equal(ErrorReason.SourceChanged, fault.Reason));
        Assert.Contains("join customer (S.CUSTOMERS)", faults.Single(fault => fault.Column!.Column == "city").Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefreshAsync_NoSuchAsset_IsAFaultOfItsJoin(bool whole)
    {
        var faults = await Open(Joining(whole, Orders), Plan([Customer], ["amount"])).RefreshAsync(default);
        Assert.Same(Customer.Keys[0].Joined, Assert.Single(faults).Column);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_NothingToJoin_AnswersNulls(bool whole)
    {
        var reader = Open(Joining(whole, Orders, Customers), Plan([Customer], ["customer.limit", "customer.order"]));
        Assert.Empty(await reader.RefreshAsync(default));
        var rows = await reader.ReadAsync(new RowRequest([Texts("B", "X"), Numbers(10, 10)], [1, 0], Now), default);
        Assert.Equal(["null", "none", "null", "none"], Values(rows, 0).Concat(Values(rows, 1)));
        rows = await reader.ReadAsync(new RowRequest([Texts("X"), Numbers(10)], [1, 0], Now), default);
        Assert.Equal(["none"], Values(rows, 0));
    }

    private static JoinKey Key(string own, string joined) => new(new PlanColumn(own, ValueType.String), new PlanColumn(joined, ValueType.String));

    private static RowPlan Plan(JoinPlan[] joins, string[] columns) => new(
        new AssetReference("S", "ORDERS"),
        [new PlanColumn("order", ValueType.String), new PlanColumn("item", ValueType.Int64)],
        [.. columns.Select(Column)],
        null)
    {
        Joins = joins,
    };

    // join.column, column, or =type expression
    private static PlanColumn Column(string text)
    {
        if (text.StartsWith('='))
        {
            var parts = text[1..].Split(' ', 2);
            return new PlanColumn("", ValueTypes.TryParse(parts[0], out var type) ? type : throw new ArgumentException(text), ParsedExpression.Parse(parts[1]).Expression);
        }

        var name = text.Split('.');
        return new PlanColumn(name[^1], name[^1] switch { "amount" or "limit" => ValueType.Double, "c0" => ValueType.Int64, _ => ValueType.String })
        {
            Join = name.Length == 1 ? null : name[0],
        };
    }

    // Not whole: the source is asked for one asset at a time.
    private IBusinessDataSource Joining(bool whole, params TestAsset[] assets)
    {
        var source = Source(assets);
        return new ComputingSource(new JoiningSource(whole ? source : new SingleAssetSource(source)));
    }

    private async Task<string[]> Answers(bool whole, DateTimeOffset asOf, JoinPlan[] joins, string[] columns, int? wanted = null)
    {
        var reader = Open(Joining(whole, Orders, Customers, Stock), Plan(joins, columns));
        Assert.Empty(await reader.RefreshAsync(default));
        int[] asked = [.. Enumerable.Range(0, wanted ?? columns.Length)];
        var rows = await reader.ReadAsync(new RowRequest([Texts("A", "A", "B", "B", "B", "C", "D", "X"), Numbers(10, 20, 10, 20, 30, 10, 10, 1)], asked, asOf), default);
        string[] keys = ["A10", "A20", "B10", "B20", "B30", "C10", "D10", "X1"];
        string[] answers = [.. keys.Select((key, row) => $"{key} {Text(asked.Select(column => Values(rows, column)[row]))}")];
        if (reader.Scanner is { } scanner)
        {
            Assert.Equal(answers[..^1], await Scanned(scanner, new ScanRequest(asked, asOf, null, null, MaxRows: 3, long.MaxValue)));
        }

        return answers;
    }

    private static string Text(IEnumerable<string> values) => string.Join(' ', values.All(value => value is "ambiguous" or "none") ? values.Take(1) : values);

    private static async Task<List<string>> Scanned(IRowScanner scanner, ScanRequest request)
    {
        List<string> answers = [];
        await foreach (var rows in LatestRows.PickAsync(scanner.ScanAsync(request, default)))
        {
            for (var row = 0; row < rows.Rows.Count; row++)
            {
                var read = new SourceRows([rows.Ambiguous.Contains(row) ? SourceRows.Ambiguous : row], rows.Rows.Columns, null);
                answers.Add($"{((ColumnValues<string>)rows.Rows.Keys[0])[row]}{((ColumnValues<long>)rows.Rows.Keys[1])[row]} {Text(request.Wanted.Select((_, column) => Values(read, column)[0]))}");
            }
        }

        return answers;
    }
}
