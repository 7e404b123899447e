namespace FedMl.Models.Catalog;

public sealed class NaturalVersionComparerTests
{
    [Theory]
    [InlineData("2", "10")]
    [InlineData("v2", "v10")]
    [InlineData("1.9", "1.10")]
    [InlineData("1", "1.0")]
    [InlineData("1.0", "1.0-rc1")]
    [InlineData("1.0", "10")]
    [InlineData("01", "2")]
    [InlineData("1.01", "1.1")] // equal numbers: told apart by their text
    [InlineData("99999999999999999999", "100000000000000000000")] // beyond 64 bits
    [InlineData("2024-9-30", "2024-10-1")]
    [InlineData("9", "a")]
    [InlineData("A", "a")]
    public void Compare_Versions_OrdersAsPeopleCount(string older, string newer)
    {
        Assert.True(NaturalVersionComparer.Instance.Compare(older, newer) < 0);
        Assert.True(NaturalVersionComparer.Instance.Compare(newer, older) > 0);
        Assert.Equal(0, NaturalVersionComparer.Instance.Compare(newer, newer));
    }

    [Fact]
    public void Compare_AnyThree_IsATotalOrder()
    {
        const string alphabet = "0129.a-";
        var random = new Random(7);
        var versions = Enumerable.Range(0, 60)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => alphabet[random.Next(alphabet.Length)])))
            .Distinct().ToArray();
        var compare = NaturalVersionComparer.Instance.Compare;

        foreach (var a in versions)
        {
            foreach (var b in versions)
            {
                Assert.Equal(a == b, compare(a, b) == 0);
                Assert.Equal(Math.Sign(compare(a, b)), -Math.Sign(compare(b, a)));
                Assert.All(versions, c => Assert.False(compare(a, b) < 0 && compare(b, c) < 0 && compare(a, c) >= 0, $"{a} < {b} < {c}"));
            }
        }
    }
}
