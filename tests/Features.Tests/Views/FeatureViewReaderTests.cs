using CsCheck;
using FedMl.Features.Sources;
using FedMl.Features.Views;

namespace FedMl.Features.Tests.Views;

public sealed class FeatureViewReaderTests
{
    private const string Good = """
        name: v
        source: { space: S, asset: A }
        entity:
          - { key: id, type: string }
          - { key: line, type: int64, column: LINE_NO }
        eventTime: at
        timeToLive: 90m
        default: ask the owner
        features:
          - { name: x, type: decimal, column: X, unit: µm, description: "how wide: always" }
          - name: big
            type: bool
            expression: "case when X > 5 then true else false end"
        """;

    [Fact]
    public void Read_GoodFile_IsTheViewItDeclares()
    {
        var (view, faults) = FeatureViewReader.Read("v.yaml", Good);

        Assert.Empty(faults);
        Assert.Equal(("v", "S", "A", "at", "ask the owner"), (view!.Name, view.Asset.Space, view.Asset.Asset, view.Times.Event!.Column.Column, view.DefaultPolicy));
        Assert.Equal(TimeSpan.FromMinutes(90), view.TimeToLive);
        Assert.Equal([("id", "id", ValueType.String), ("line", "LINE_NO", ValueType.Int64)], view.Keys.Select(key => (key.Name, key.Column.Column, key.Column.Type)));
        Assert.Equal(("x", "X", ValueType.Decimal), (view.Features[0].Name, view.Features[0].Column.Column, view.Features[0].Column.Type));
        Assert.Equal(("µm", "how wide: always"), (view.Features[0].Unit, view.Features[0].Description));
        Assert.StartsWith("case when", view.Features[1].Column.Expression!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: v", "", 2, "name is missing")]
    [InlineData("name: v", "name: ''", 1, "must not be empty")]
    [InlineData("name: v", "name: [v]", 1, "single value")]
    [InlineData("name: v", "name: a-b", 1, "must be a letter")]
    [InlineData("name: v", "name: v\nname: w", 2, "names name twice")]
    [InlineData("default: ask", "defualt: ask", 8, "no field 'defualt'")]
    [InlineData("source: { space: S, asset: A }", "source: S.A", 2, "must be a mapping")]
    [InlineData("source: { space: S, asset: A }", "source: { space: S }", 2, "asset is missing")]
    [InlineData("source: { space: S, asset: A }", "", 1, "source is missing")]
    [InlineData("key: id, type: string", "key: id, type: double", 4, "must be one of string, int64")]
    [InlineData("key: line", "key: id", 5, "id is declared already in line 4")]
    [InlineData("timeToLive: 90m", "timeToLive: 90", 7, "timeToLive must be")]
    [InlineData("timeToLive: 90m", "timeToLive: -1h", 7, "timeToLive must be")]
    [InlineData("timeToLive: 90m", "timeToLive: 0s", 7, "timeToLive must be")]
    [InlineData("timeToLive: 90m", "timeToLive: 99999999d", 7, "timeToLive must be")]
    [InlineData("timeToLive: 90m", "timeToLive: h", 7, "timeToLive must be")]
    [InlineData("type: decimal", "type: Decimal", 10, "must be one of string, int64, double")]
    [InlineData("type: decimal", "type: unspecified", 10, "must be one of")]
    [InlineData("name: x,", "name: big,", 11, "big is declared already in line 10")]
    [InlineData("column: X,", "column: X, expression: X,", 10, "both a column and an expression")]
    [InlineData("X > 5 then", "X > 5 than", 13, "feature big: its expression, at 17: then is expected, not 'than'")]
    [InlineData("- { key: id, type: string }", "- id", 4, "must be a mapping")]
    [InlineData("default: ask the owner", "---", 9, "second document")]
    [InlineData("default: ask the owner", "default: *x", 8, "aliases")]
    [InlineData("default: ask the owner", "default: [", 0, "not YAML")]
    [InlineData(Good, "", 0, "is empty")]
    [InlineData(Good, "- a", 1, "must be a mapping")]
    public void Read_Fault_IsNamedWithItsLine(string good, string bad, int line, string says)
    {
        var (view, faults) = FeatureViewReader.Read("v.yaml", Good.Replace(good, bad, StringComparison.Ordinal));

        Assert.Null(view);
        var fault = Assert.Single(faults);
        Assert.Contains(says, fault.Description, StringComparison.Ordinal);
        Assert.Equal("v.yaml", fault.File);
        Assert.True(line == 0 || fault.Line == line, $"line {fault.Line}");
    }

    [Theory]
    [InlineData("validTo: to", 6, "validTo needs a validFrom")]
    [InlineData("validFrom: { type: date }", 6, "column is missing")]
    [InlineData("validFrom: { column: a, type: string }", 6, "must be one of date, timestamp")]
    [InlineData("validFrom: { column: a, inclusive: true }", 6, "no field 'inclusive'")]
    [InlineData("validFrom: [ a ]", 6, "must be a single value")]
    [InlineData("validFrom: a\nvalidTo: { column: b, inclusive: yes }", 7, "inclusive must be true or false")]
    [InlineData("parameters: []", 6, "must be a list that is not empty")]
    [InlineData("parameters: [ { name: a b, type: string } ]", 6, "must be a letter")]
    [InlineData("parameters: [ { name: a, type: binary } ]", 6, "must be one of string, int64")]
    [InlineData("parameters: [ { name: a, type: int64, default: x } ]", 6, "default is no value of type int64")]
    [InlineData("parameters: [ { name: a, type: date, default: 2024-02-30 } ]", 6, "default is no value of type date")]
    [InlineData("parameters:\n  - { name: a, type: int64 }\n  - { name: a, type: string }", 8, "parameter a is declared already in line 7")]
    public void Read_FaultOfTimesOrParameters_IsNamedWithItsLine(string added, int line, string says)
    {
        var (view, faults) = FeatureViewReader.Read("v.yaml", Good.Replace("eventTime: at\ntimeToLive: 90m", added, StringComparison.Ordinal));

        Assert.Null(view);
        var fault = Assert.Single(faults);
        Assert.Contains(says, fault.Description, StringComparison.Ordinal);
        Assert.Equal(line, fault.Line);
    }

    [Theory]
    [InlineData("missing: skip", "missing must be reject, default or pass")]
    [InlineData("missing: default", "default is missing")]
    [InlineData("missing: default, default: x", "default is no value of type decimal")]
    [InlineData("missing: reject, default: 5", "default means something only with missing: default")]
    [InlineData("default: 5", "default means something only with missing: default")]
    [InlineData("unitColumn: UOM", "both a unit and a column of units")]
    [InlineData("currencyColumn: X", "no feature of type string has the column 'X' that currencyColumn names")]
    public void Read_FaultOfAPolicyOrUnit_IsNamedWithItsLine(string added, string says)
    {
        var (_, faults) = FeatureViewReader.Read("v.yaml", Good.Replace("unit: µm", $"unit: µm, {added}", StringComparison.Ordinal));

        Assert.Contains(faults, fault => fault.Line == 10 && fault.Description.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Joins_AreWhatIsDeclared()
    {
        var (view, faults) = FeatureViewReader.Read("v.yaml", Joined("{ name: c, source: { space: T, asset: B }, on: [ { key: K, type: int64 }, { key: L, type: string, column: M } ], eventTime: t, validFrom: f }"));

        Assert.Empty(faults);
        var join = Assert.Single(view!.Plan.Joins);
        Assert.Equal(("c", new AssetReference("T", "B"), "t", "f"), (join.Name, join.Asset, join.EventTime!.Column, join.Validity!.From.Column));
        Assert.Equal([("K", "K", ValueType.Int64), ("L", "M", ValueType.String)], join.Keys.Select(key => (key.Own.Column, key.Joined.Column, key.Joined.Type)));
        Assert.Equal(["c", null], view.Plan.Columns.Select(column => column.Join));
        Assert.True(view.IsTimed);
        Assert.Equal([("key of join c", 6), ("key of join c", 6), ("eventTime", 6), ("feature x", 9)], new[] { join.Keys[1].Own, join.Keys[1].Joined, join.EventTime, view.Plan.Columns[0] }.Select(view.Declares));
    }

    [Theory]
    [InlineData("", 6, "must be a list that is not empty")]
    [InlineData("c", 6, "a join must be a mapping with the fields name, source, on, eventTime, validFrom, validTo")]
    [InlineData("{ name: c, source: { space: T, asset: B }, on: K }", 6, "must be a list that is not empty")]
    [InlineData("{ name: c, source: { space: T, asset: B }, on: [ K ] }", 6, "a key of a join must be a mapping")]
    [InlineData("{ name: c, source: { space: T, asset: B }, on: [ { type: string } ] }", 6, "key is missing")]
    [InlineData("{ name: c, source: { space: T, asset: B }, on: [ { key: K, type: double } ] }", 6, "a join key's type must be one of string, int64")]
    [InlineData("{ name: c, source: { space: T, asset: B }, on: [ { key: K, type: string, column: M }, { key: L, type: string, column: M } ] }", 6, "join c names its column 'M' twice")]
    [InlineData("{ name: c, source: { space: T }, on: [ { key: K, type: string } ] }", 6, "asset is missing")]
    [InlineData("{ name: c, source: { space: T, asset: B }, on: [ { key: K, type: string } ], validTo: x }", 6, "validTo needs a validFrom")]
    [InlineData("{ name: c.d, source: { space: T, asset: B }, on: [ { key: K, type: string } ] }", 6, "a join's name must be a letter")]
    [InlineData("{ name: d, source: { space: T, asset: B }, on: [ { key: K, type: string } ] }", 9, "feature x: there is no join 'c'")]
    [InlineData("{ name: c, source: { space: T, asset: B }, on: [ { key: K, type: string } ] }, { name: c, source: { space: T, asset: B }, on: [ { key: K, type: string } ] }", 6, "join c is declared already")]
    public void Read_FaultOfAJoin_IsNamedWithItsLine(string join, int line, string says)
    {
        var (view, faults) = FeatureViewReader.Read("v.yaml", Joined(join));

        Assert.Null(view);
        Assert.Contains(faults, fault => fault.Line == line && fault.Description.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(8, 16, true)]
    [InlineData(9, 1, false)]
    [InlineData(1, 17, false)]
    public void Read_JoinsAndTheirKeys_HaveALimit(int joins, int keys, bool isTaken)
    {
        var on = string.Join(", ", Enumerable.Range(0, keys).Select(i => $"{{ key: K{i}, type: string }}"));
        var (view, faults) = FeatureViewReader.Read("v.yaml", Joined(string.Join(", ", "cdefghijk"[..joins].Select(name => $"{{ name: {name}, source: {{ space: T, asset: B }}, on: [ {on} ] }}"))));

        Assert.Equal(isTaken, view is not null);
        Assert.Equal(isTaken ? 0 : 1, faults.Count);
    }

    [Fact]
    public void Read_JoinOfAnExpression_IsAFault() =>
        Assert.Contains(
            "names joins itself",
            Assert.Single(FeatureViewReader.Read("v.yaml", Joined("{ name: c, source: { space: T, asset: B }, on: [ { key: K, type: string } ] }", "expression: c.X")).Faults).Description,
            StringComparison.Ordinal);

    private static string Joined(string joins, string column = "column: X") =>
        Good.Replace("eventTime: at\ntimeToLive: 90m\n", $"joins: [ {joins} ]\n", StringComparison.Ordinal).Replace("column: X,", $"join: c, {column},", StringComparison.Ordinal);

    [Fact]
    public void Read_TimeToLiveWithoutAnEventTime_IsAFault() =>
        Assert.Equal(
            new ViewFault("v.yaml", 6, "timeToLive counts from the eventTime, and there is none"),
            Assert.Single(FeatureViewReader.Read("v.yaml", Good.Replace("eventTime: at\n", "", StringComparison.Ordinal)).Faults));

    [Fact]
    public void Read_ManyFaults_NamesThemAll()
    {
        var (_, faults) = FeatureViewReader.Read("v.yaml", """
            nam: v
            source: { space: S, asset: A, asset: B }
            entity: []
            timeToLive: soon
            features:
              - { name: x, type: number }
              - { name: x, type: int64 }
            """);

        Assert.Equal([1, 1, 2, 3, 4, 6, 7], faults.Select(fault => fault.Line).Order());
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{ a: ")]
    [InlineData("- ")]
    public void Read_NestedDeep_IsAFaultAndNoStackOverflow(string nest)
    {
        var (view, faults) = FeatureViewReader.Read("v.yaml", string.Concat(Enumerable.Repeat(nest, 100_000)));

        Assert.Null(view);
        Assert.Contains("nested deeper", Assert.Single(faults).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyChangeOfAFile_EitherReadsOrNamesFaults() =>
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, 12], Gen.OneOf(Gen.String[Gen.Char["{}[]:,-&*!|>'\"#% \n\t\0a1é~"], 0, 4], Gen.String[0, 4])).Sample(change =>
        {
            var (start, length, text) = change;
            var yaml = Good.Remove(start, Math.Min(length, Good.Length - start)).Insert(start, text);
            var (view, faults) = FeatureViewReader.Read("v.yaml", yaml);
            return view is null == faults.Count > 0;
        });
}
