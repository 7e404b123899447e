namespace FedMl.Models.Plans;

public sealed class DriftTests
{
    [Fact]
    public void Of_TheSameShares_IsNothing()
    {
        var stable = Counts((1, 1000), (2, 3000), (40, 6000));

        Assert.Equal(0, Drift.Of(stable, Counts((1, 100), (2, 300), (40, 600))));
    }

    [Fact]
    public void Of_SharesThatMoved_IsTheIndexLessChance()
    {
        // (0.8-0.5) ln(0.8/0.5) + (0.2-0.5) ln(0.2/0.5), less one degree of freedom of chance.
        var expected = (0.3 * Math.Log(1.6)) - (0.3 * Math.Log(0.4)) - (2 / 100_000.0);

        Assert.Equal(expected, Drift.Of(Counts((1, 50_000), (2, 50_000)), Counts((1, 80_000), (2, 20_000)))!.Value, 3);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(4)]
    public void Of_AKindThatOnlyOneOfThemHas_IsLarge(int kind) =>
        Assert.True(Drift.Of(Counts((5, 1000)), Counts((5, 500), (kind, 500))) > 1);

    [Fact]
    public void Of_ManyKindsDrawnFromTheSame_IsNearNothing()
    {
        var random = new Random(7);
        Dictionary<int, long> Draw(int count) => Enumerable.Range(0, count).GroupBy(_ => random.Next(500)).ToDictionary(g => g.Key, g => (long)g.Count());

        Assert.InRange(Drift.Of(Draw(5000), Draw(500))!.Value, 0, 0.05);
    }

    [Fact]
    public void Of_Nothing_IsUnknown()
    {
        Assert.Null(Drift.Of(Counts(), Counts((1, 1))));
        Assert.Null(Drift.Of(Counts((1, 1)), Counts()));
    }

    private static Dictionary<int, long> Counts(params (int Kind, long Count)[] counts) => counts.ToDictionary(c => c.Kind, c => c.Count);
}
