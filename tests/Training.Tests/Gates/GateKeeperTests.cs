using FedMl.Training.Inputs;

namespace FedMl.Training.Gates;

public sealed class GateKeeperTests
{
    private static readonly ChampionScore Champion = new("1", "", 100, 0.9, 0.2);

    [Theory]
    [InlineData(0.9, true)]
    [InlineData(0.8999, false)]
    public void Decide_ByLeast_CountsItIn(double value, bool passes)
    {
        var decision = GateKeeper.Decide(new Gate("m", 0.9, null, null, 0), Metrics(value), null);

        Assert.Equal((passes, "gate m"), (decision.Passed, decision.Subject));
        Assert.Equal(new Dictionary<string, double> { ["value"] = value, ["min"] = 0.9 }, decision.Numbers);
    }

    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.3001, false)]
    public void Decide_ByMost_CountsItIn(double value, bool passes) =>
        Assert.Equal(passes, GateKeeper.Decide(new Gate("m", null, 0.3, null, 0), Metrics(value), null).Passed);

    [Theory]
    [InlineData(Measure.Accuracy, 0.9, 0, true)]
    [InlineData(Measure.Accuracy, 0.89, 0, false)]
    [InlineData(Measure.Accuracy, 0.89, 0.02, true)]
    [InlineData(Measure.LogLoss, 0.2, 0, true)]
    [InlineData(Measure.LogLoss, 0.21, 0, false)]
    [InlineData(Measure.LogLoss, 0.21, 0.02, true)]
    public void Decide_ByChampion_ComparesTheRightWayRound(object measure, double value, double tolerance, bool passes)
    {
        var decision = GateKeeper.Decide(new Gate("m", null, null, (Measure)measure, tolerance), Metrics(value), Champion);

        Assert.Equal(passes, decision.Passed);
        Assert.Equal((Measure)measure == Measure.Accuracy ? 0.9 : 0.2, decision.Numbers["champion"]);
        Assert.Contains("version 1", decision.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_WithoutAChampion_PassesAndSaysSo()
    {
        var decision = GateKeeper.Decide(new Gate("m", null, null, Measure.Accuracy, 0), Metrics(0.1), ChampionScore.None("there is none"));

        Assert.Equal((true, "there is none"), (decision.Passed, decision.Why));
    }

    [Fact]
    public void Decide_WithoutTheFigure_Refuses() => Assert.False(GateKeeper.Decide(new Gate("other", 0, null, null, 0), Metrics(1), null).Passed);

    [Theory]
    [InlineData("a,b\n1,\n\"\",\"x \"\"y\"\", z\"\n", "1||<>|x \"y\", z")]
    [InlineData("a,b\n\"1\n2\",3", "1\n2|3")]
    public void Parse_OfWhatWasWritten_IsIt(string text, string cells)
    {
        var table = CsvTable.Parse(text);

        Assert.Equal(cells, string.Join('|', Enumerable.Range(0, table.Count).SelectMany(row => new[] { table[row, 0], table[row, 1] }).Select(cell => cell == "" ? "<>" : cell)));
    }

    private static Dictionary<string, double> Metrics(double value) => new() { ["m"] = value };
}
