namespace FedMl.Architecture.Tests;

/// <summary>Small files, as a ratchet: the numbers may be lowered.</summary>
public sealed class FileSizeTests
{
    private const int Largest = 300;
    private const int LargestMedian = 50;
    private const int LargestPercentile95 = 200;

    [Fact]
    public void Files_OfThisRepository_AreSmall() =>
        Verdict.NoFaults(TooLarge(Repository.Code).Concat(TooLargeOnTheWhole([.. Repository.Code.Where(f => f.Room.Length > 0)])));

    [Fact]
    public void Files_OneTooLarge_IsCaught() => Assert.NotEmpty(TooLarge([FileOf(Largest), FileOf(Largest + 1)]));

    [Fact]
    public void Files_LargeOnTheWhole_AreCaught()
    {
        Assert.Empty(TooLargeOnTheWhole([.. Enumerable.Repeat(FileOf(LargestMedian), 100)]));
        Assert.Single(TooLargeOnTheWhole([.. Enumerable.Repeat(FileOf(LargestMedian + 1), 100)]));
        Assert.Single(TooLargeOnTheWhole([.. Enumerable.Repeat(FileOf(1), 90), .. Enumerable.Repeat(FileOf(LargestPercentile95 + 1), 10)]));
    }

    private static TextFile FileOf(int lines) => new("services/Scoring/A.cs", string.Concat(Enumerable.Repeat("\n", lines)));

    private static IEnumerable<string> TooLarge(IEnumerable<TextFile> files) =>
        files.Where(f => f.Lines.Count > Largest).Select(f => $"{f.Path} has {f.Lines.Count} lines; at most {Largest}");

    private static IEnumerable<string> TooLargeOnTheWhole(IReadOnlyList<TextFile> files)
    {
        int[] sizes = [.. files.Select(f => f.Lines.Count).Order()];
        if (sizes[sizes.Length / 2] > LargestMedian)
        {
            yield return $"The median of lines a file is {sizes[sizes.Length / 2]}; at most {LargestMedian}";
        }

        if (sizes[sizes.Length * 95 / 100] > LargestPercentile95)
        {
            yield return $"The 95th percentile of lines a file is {sizes[sizes.Length * 95 / 100]}; at most {LargestPercentile95}";
        }
    }
}
