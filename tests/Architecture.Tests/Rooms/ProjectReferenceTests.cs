namespace FedMl.Architecture.Tests.Rooms;

/// <summary>tests → services/X → ServiceDefaults → protos; services never reference each other, Local alone sees them all.</summary>
public sealed class ProjectReferenceTests
{
    [Fact]
    public void References_OfThisRepository_GoOneWay() => Verdict.NoFaults(ProjectFile.All.SelectMany(Faults));

    [Theory]
    [InlineData("services/Scoring/X.csproj", "../Features/FedMl.Features.csproj")]
    [InlineData("services/ServiceDefaults/X.csproj", "../Gateway/FedMl.Gateway.csproj")]
    [InlineData("services/Gateway/X.csproj", "..\\ScoringEngine\\FedMl.ScoringEngine.csproj")]
    [InlineData("services/Models/X.csproj", "../../tests/Onnx/FedMl.Tests.Onnx.csproj")]
    [InlineData("services/Unknown/X.csproj", "../../protos/FedMl.Protos.csproj")]
    [InlineData("protos/X.csproj", "../services/ServiceDefaults/FedMl.ServiceDefaults.csproj")]
    public void References_AgainstTheWay_AreCaught(string project, string reference) => Assert.NotEmpty(Faults(Project(project, reference)));

    [Theory]
    [InlineData("services/Scoring/X.csproj", "../ScoringEngine/FedMl.ScoringEngine.csproj")]
    [InlineData("services/Local/X.csproj", "../Features/FedMl.Features.csproj")]
    [InlineData("tests/Scoring.Tests/X.csproj", "../../services/Scoring/FedMl.Scoring.csproj")]
    public void References_AlongTheWay_Pass(string project, string reference) => Assert.Empty(Faults(Project(project, reference)));

    private static ProjectFile Project(string path, string reference) =>
        ProjectFile.Parse(new TextFile(path, $"""<Project><ItemGroup><ProjectReference Include="{reference}" /></ItemGroup></Project>"""));

    private static IEnumerable<string> Faults(ProjectFile project)
    {
        if (project.Room.Length == 0)
        {
            return [];
        }

        return Room.All.SingleOrDefault(r => r.Path == project.Room) is { } room
            ? project.Projects.Except(room.References).Select(reference => $"{project.Path} must not reference {reference}")
            : [$"{project.Path}: the room {project.Room} has no row in Room.All"];
    }
}
