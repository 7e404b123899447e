namespace FedMl.Models.Plans;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(0, 1152)]
    [InlineData(7, 2048)]
    [InlineData(8, 2304)]
    [InlineData(80, 1_179_648)]
    public void Of_OneEntry_IsWhereTheNextBegins(int entry, double nanoseconds) =>
        Assert.Equal(nanoseconds, Percentile.Of(Counts((entry, 5)), 0.99));

    [Theory]
    [InlineData(1, 1152)]
    [InlineData(2, 2304)]
    public void Of_AFewLongOnes_DependsOnHowManyTheyAre(int longOnes, double nanoseconds) =>
        Assert.Equal(nanoseconds, Percentile.Of(Counts((0, 100 - longOnes), (8, longOnes)), 0.99));

    [Fact]
    public void Of_Nothing_IsUnknown() => Assert.Null(Percentile.Of(Counts(), 0.99));

    private static long[] Counts(params (int Entry, long Count)[] counts)
    {
        var all = new long[Percentile.Entries];
        foreach (var (entry, count) in counts)
        {
            all[entry] = count;
        }

        return all;
    }
}
