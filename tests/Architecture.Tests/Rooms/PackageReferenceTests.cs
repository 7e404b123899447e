namespace FedMl.Architecture.Tests.Rooms;

/// <summary>What each package is for decides which room may use it; a package without a row here has no room.</summary>
public sealed class PackageReferenceTests
{
    private static readonly (string Package, string[] Rooms)[] Owners =
    [
        ("Microsoft.ML.OnnxRuntime", ["services/ScoringEngine"]),
        ("Microsoft.ML", ["services/SampleTrainer"]),
        ("Microsoft.ML.FastTree", ["services/SampleTrainer"]),
        ("Apache.Arrow", ["services/BatchScoring", "services/Features"]),
        ("ParquetSharp", ["services/BatchScoring"]),
        ("Spectre.Console", ["services/BatchScoring"]),
        ("DuckDB.NET.Data.Full", ["services/Features"]),
        ("Microsoft.Extensions.Http.Resilience", ["services/Features"]),
        ("Microsoft.OData.Edm", ["services/Features"]),
        ("Polly.Core", ["services/Features"]),
        ("$(HanaDriverPackage)", ["services/Features"]),
        ("Yarp.ReverseProxy", ["services/Gateway"]),
        ("Azure.Identity", ["services/BatchScoring", "services/Models"]),
        ("Azure.Storage.Blobs", ["services/BatchScoring", "services/Models"]),
        ("System.IO.Hashing", ["services/ScoringEngine"]),
        ("YamlDotNet", ["services/BatchScoring", "services/Features", "services/Models", "services/ScoringEngine"]),
        ("Google.Api.CommonProtos", ["protos"]),
        ("Google.Protobuf", ["protos", "services/SampleTrainer"]),
        ("Grpc.Tools", ["protos", "services/SampleTrainer"]),
        ("Grpc.Net.Client", ["protos"]),
        ("Grpc.AspNetCore", ["services/ServiceDefaults"]),
        ("Grpc.AspNetCore.HealthChecks", ["services/ServiceDefaults"]),
        ("Grpc.AspNetCore.Server.Reflection", ["services/ServiceDefaults"]),
        ("Grpc.Net.ClientFactory", ["services/ServiceDefaults"]),
        ("Grpc.StatusProto", ["services/ServiceDefaults"]),
        ("Microsoft.IdentityModel.JsonWebTokens", ["services/ServiceDefaults"]),
        ("OpenTelemetry.Exporter.OpenTelemetryProtocol", ["services/ServiceDefaults"]),
        ("OpenTelemetry.Extensions.Hosting", ["services/ServiceDefaults"]),
        ("OpenTelemetry.Instrumentation.AspNetCore", ["services/ServiceDefaults"]),
        ("prometheus-net.AspNetCore", ["services/ServiceDefaults"]),
    ];

    [Fact]
    public void Packages_OfThisRepository_AreWhereTheyBelong() => Verdict.NoFaults(ProjectFile.All.SelectMany(Faults));

    [Theory]
    [InlineData("services/Gateway/X.csproj", "Microsoft.ML.OnnxRuntime")]
    [InlineData("services/Gateway/X.csproj", "DuckDB.NET.Data.Full")]
    [InlineData("services/Scoring/X.csproj", "Azure.Identity")]
    [InlineData("services/Features/X.csproj", "Some.New.Package")]
    public void Packages_InTheWrongRoom_AreCaught(string project, string package) => Assert.NotEmpty(Faults(Project(project, package)));

    [Fact]
    public void Packages_OfTests_AreFree() => Assert.Empty(Faults(Project("tests/Features.Tests/X.csproj", "CsCheck")));

    private static ProjectFile Project(string path, string package) =>
        ProjectFile.Parse(new TextFile(path, $"""<Project><ItemGroup><PackageReference Include="{package}" /></ItemGroup></Project>"""));

    private static IEnumerable<string> Faults(ProjectFile project) =>
        project.Room.Length == 0
            ? []
            : project.Packages
                .Where(package => !Owners.Any(o => o.Package == package && o.Rooms.Contains(project.Room)))
                .Select(package => $"{project.Path} must not reference {package}");
}
