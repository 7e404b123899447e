namespace FedMl.Architecture.Tests.Rooms;

/// <summary>A room's code does not say what the room must not know, not even in a comment.</summary>
public sealed class ForbiddenWordTests
{
    [Fact]
    public void Words_OfThisRepository_StayInTheirRooms() => Verdict.NoFaults(Repository.Code.SelectMany(Faults));

    [Theory]
    [InlineData("services/Features/A.cs", "internal sealed class TensorShape;")]
    [InlineData("services/Features/A.cs", "// what the models need")]
    [InlineData("services/Local/A.cs", "using Azure.Identity;")]
    [InlineData("services/Gateway/A.cs", "using Microsoft.ML.OnnxRuntime;")]
    [InlineData("services/Models/A.cs", "using var session = new InferenceSession(bytes);")]
    [InlineData("services/Scoring/A.cs", "var assets = await ListAssetsAsync();")]
    [InlineData("services/ServiceDefaults/A.cs", "var MODEL_NAME = 1;")]
    [InlineData("services/ScoringEngine/A.cs", "public Task Run(ServerCallContext context);")]
    [InlineData("protos/A.cs", "namespace FedMl.Protos;")]
    public void Words_OfAnotherRoom_AreCaught(string path, string line) => Assert.NotEmpty(Faults(new TextFile(path, line)));

    [Theory]
    [InlineData("services/Features/A.cs", "using System.ComponentModel.DataAnnotations;")]
    [InlineData("services/Scoring/A.cs", "namespace FedMl.Scoring; // string.IsNullOrWhiteSpace")]
    [InlineData("tests/Features.Tests/A.cs", "// no model, no tensor")]
    public void Words_MeantOtherwise_Pass(string path, string line) => Assert.Empty(Faults(new TextFile(path, line)));

    private static IEnumerable<string> Faults(TextFile file)
    {
        if (Room.All.SingleOrDefault(r => r.Path == file.Room) is not { } room)
        {
            return [];
        }

        if (room.Path == "protos")
        {
            return [$"{file.Path}: protos/ holds no handwritten C#"];
        }

        return file.Find(line => Fault(room, Room.Harmless.Aggregate(line, (text, harmless) => text.Replace(harmless, "", StringComparison.Ordinal))));
    }

    private static string? Fault(Room room, string line)
    {
        var word = Words.In(line).FirstOrDefault(room.ForbiddenWords.Contains);
        if (word is null && room.Path == "services/ScoringEngine")
        {
            word = Room.ServerTransport.FirstOrDefault(name => line.Contains(name, StringComparison.Ordinal));
        }

        return word is null ? null : $"{room.Path} must not know of '{word}'";
    }
}
