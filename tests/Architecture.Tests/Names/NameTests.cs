using System.Text.RegularExpressions;

namespace FedMl.Architecture.Tests.Names;

/// <summary>Names that say nothing hide what belongs elsewhere.</summary>
public sealed partial class NameTests
{
    private static readonly string[] Empty = ["manager", "helper", "util", "utility", "utilitie", "common"];

    [Fact]
    public void Names_OfThisRepository_SaySomething() => Verdict.NoFaults(Repository.Code.SelectMany(Faults));

    [Theory]
    [InlineData("services/Scoring/A.cs", "internal sealed class ModelManager(int x)")]
    [InlineData("services/Scoring/A.cs", "internal static class TensorHelpers")]
    [InlineData("services/Scoring/A.cs", "public readonly record struct UtilValue;")]
    [InlineData("services/Scoring/A.cs", "interface ICommonThing")]
    [InlineData("services/Scoring/Common/A.cs", "class Scorer;")]
    [InlineData("tests/Scoring.Tests/TestUtilities/A.cs", "class Scorer;")]
    public void Names_ThatSayNothing_AreCaught(string path, string text) => Assert.NotEmpty(Faults(new TextFile(path, text)));

    [Theory]
    [InlineData("services/Scoring/Loading/ModelLoader.cs", "internal sealed class ModelLoader")]
    [InlineData("services/Scoring/A.cs", "using X509Manager = System.Object; // a class of the common kind")]
    public void Names_ThatSaySomething_Pass(string path, string text) => Assert.Empty(Faults(new TextFile(path, text)));

    private static IEnumerable<string> Faults(TextFile file) =>
        file.Path.Split('/')[..^1].Where(SaysNothing).Select(folder => $"{file.Path}: the folder {folder} says nothing")
            .Concat(file.Lines
                .SelectMany(line => Declared().Matches(Quoted().Replace(line, "").Split("//")[0]))
                .Select(m => m.Groups[1].Value)
                .Where(SaysNothing)
                .Select(type => $"{file.Path}: the type {type} says nothing"));

    private static bool SaysNothing(string name) => Words.In(name).Any(Empty.Contains);

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record)\s+(?!class\b|struct\b)(\w+)")]
    private static partial Regex Declared();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
}
