namespace FedMl.Architecture.Tests;

/// <summary>What stands in no file of this repository.</summary>
public sealed class ForbiddenTextTests
{
    // Taken apart, so that this file does not hold them.
    private static readonly string[] Forbidden = ["#" + "region", "/" + "work/", "/" + "tmp/bash", "/" + "home/", "/" + "Users/"];

    [Fact]
    public void Texts_OfThisRepository_AreClean() => Verdict.NoFaults(Repository.Files.SelectMany(Faults));

    [Fact]
    public void Texts_Forbidden_AreCaught() => Assert.All(Forbidden, text => Assert.NotEmpty(Faults(new TextFile("a.txt", "one\n  " + text + "x"))));

    [Fact]
    public void Files_OfThisRepository_AreFound() => Assert.Contains(Repository.Files, f => f.Path == "FedMl.Services.sln");

    private static IEnumerable<string> Faults(TextFile file) =>
        file.Find(line => Forbidden.FirstOrDefault(text => line.Contains(text, StringComparison.Ordinal)) is { } found ? $"holds {found}" : null);
}
