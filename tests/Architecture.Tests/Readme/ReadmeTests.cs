using System.Text.RegularExpressions;

namespace FedMl.Architecture.Tests.Readme;

/// <summary>What the README names is there.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Paths_OfTheReadme_Exist() => Verdict.NoFaults(Faults(Repository.File("README.md").Text));

    [Theory]
    [InlineData("see `services/Scorring/Program.cs`")]
    [InlineData("dotnet run --project services/Nowhere -c Release")]
    [InlineData("dotnet run --project services -c Release")]
    [InlineData("dotnet build tests/Nowhere.Tests")]
    [InlineData("[the chart](helm/nowhere)")]
    public void Paths_ThatDoNotExist_AreCaught(string text) => Assert.NotEmpty(Faults(text));

    [Theory]
    [InlineData("dotnet run --project services/Local -c Release")]
    [InlineData("`tests/tools/node_modules/.bin/buf` comes with `tests/run`. See protos/fedml/errors/v1/errors.proto.")]
    [InlineData("a folder `models/<name>/<version>/`, <http://127.0.0.1:8080/tests/none>, https://example.org/services/x")]
    public void Paths_ThatExist_Pass(string text) => Assert.Empty(Faults(text));

    private static IEnumerable<string> Faults(string text) =>
        NamedPath().Matches(text).Select(m => m.Groups[1].Value.TrimEnd('.', '/'))
            .Concat(Link().Matches(text).Select(m => m.Groups[1].Value))
            .Where(path => !path.Contains("/node_modules", StringComparison.Ordinal) && !Exists(path))
            .Select(path => $"The README names {path}, which is not there")
            .Concat(Project().Matches(text).Select(m => m.Groups[1].Value)
                .Where(path => !HasProject(path))
                .Select(path => $"The README names the project {path}, which is not there"));

    private static bool Exists(string path) => File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path));

    private static bool HasProject(string path) =>
        Directory.Exists(Path.Combine(Repository.Root, path)) && Directory.EnumerateFiles(Path.Combine(Repository.Root, path), "*.csproj").Count() == 1;

    [GeneratedRegex(@"(?<![\w./:-])((?:services|tests|protos|helm|\.ci)/[\w./-]+)")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"\]\((?!\w+:)([\w./-]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\bdotnet (?:run --project|build|publish|test) ([\w./-]+/[\w./-]+|services|tests)")]
    private static partial Regex Project();
}
