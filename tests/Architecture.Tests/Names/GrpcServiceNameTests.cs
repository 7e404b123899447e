using System.Text.RegularExpressions;

namespace FedMl.Architecture.Tests.Names;

/// <summary>A handwritten class over a generated <c>XService.XServiceBase</c> is a door, and its name says so.</summary>
public sealed partial class GrpcServiceNameTests
{
    [Fact]
    public void GrpcServices_OfThisRepository_AreNamedSo() => Verdict.NoFaults(Repository.Code.Where(f => f.Room.Length > 0).SelectMany(Faults));

    [Fact]
    public void GrpcServices_OfThisRepository_AreFound() => Assert.Contains(Repository.Code, f => f.Room.Length > 0 && Doors(f.Text).Any());

    [Theory]
    [InlineData("internal sealed class Scoring(Scorer scorer) : ScoringService.ScoringServiceBase")]
    [InlineData("internal sealed class Inference(Func<int, (int, int)> f,\n    int x) :\n    Protos.Inference.GRPCInferenceService.GRPCInferenceServiceBase, IDisposable")]
    public void GrpcServices_NamedOtherwise_AreCaught(string text) => Assert.NotEmpty(Faults(new TextFile("services/Scoring/A.cs", text)));

    [Theory]
    [InlineData("internal sealed class ScoringGrpcService(Scorer scorer) : ScoringService.ScoringServiceBase\n{")]
    [InlineData("internal abstract class Learner : Learning.LearnerBase\n{ }\ninternal class B { string x = \"A.ABase\"; }")]
    public void GrpcServices_NamedSo_Pass(string text) => Assert.Empty(Faults(new TextFile("services/Scoring/A.cs", text)));

    private static IEnumerable<string> Faults(TextFile file) =>
        Doors(file.Text).Where(name => !name.EndsWith("GrpcService", StringComparison.Ordinal))
            .Select(name => $"{file.Path}: {name} derives from a generated service, so its name ends in GrpcService");

    private static IEnumerable<string> Doors(string text) => Door().Matches(text).Select(m => m.Groups["name"].Value);

    [GeneratedRegex(@"\bclass\s+(?<name>\w+)\s*(?:\([^{;]*?\)\s*)?:(?=[^{;]*?\b(?<service>\w+)\.\k<service>Base\b)")]
    private static partial Regex Door();
}
