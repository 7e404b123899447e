using System.Text.Json.Nodes;
using FedMl.Protos.Models.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Models.Registrations;

public sealed class RegisterVersionTests : IDisposable
{
    private static readonly (string, string)[] Files = [("model.onnx", "graph"), ("more/data.bin", "x"), ("model.onnx.txt", "")];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task RegisterVersion_Twice_IsOneVersionThatIsOffered()
    {
        folder.Write("iris/9/model.onnx", "old");
        await using var models = await StartAsync();

        var first = await RegisterAsync(models, Start("job-1"), Files);
        var again = await RegisterAsync(models, Start("job-1"), Files);
        var other = await RegisterAsync(models, Start("job-2"), Files);

        Assert.Equal(("10", false), (first.Version, first.RepeatedRegistration));
        Assert.Equal(("10", true), (again.Version, again.RepeatedRegistration));
        Assert.Equal("11", other.Version);
        var offered = await OfferedAsync(models, "10");
        Assert.Equal(["lineage.json", "model.onnx", "model.onnx.txt", "more/data.bin"], offered.Files.Select(file => file.Path));
        var lineage = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Models, "iris", "10", "lineage.json")))!;
        Assert.Equal("""{"registration":"job-1","tags":{"code":"trainer","job":"job-1"}}""", lineage.ToJsonString());
        Assert.Empty(Directory.GetDirectories(folder.Models, ".registration-*"));
    }

    [Fact]
    public async Task RegisterVersion_ManyAtOnceWithOneId_IsOneVersion()
    {
        await using var models = await StartAsync("--Models:MaxRegistrations=100");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RegisterAsync(models, Start("job-1"), Files)));

        Assert.All(answers, answer => Assert.Equal("1", answer.Version));
        Assert.Single(answers, answer => !answer.RepeatedRegistration);
        Assert.Single(Directory.GetDirectories(Path.Combine(folder.Models, "iris")));
    }

    [Fact]
    public async Task RegisterVersion_CutOff_PublishesNothing()
    {
        await using var models = await StartAsync();
        using (var call = models.Registration.RegisterVersion())
        {
            await call.RequestStream.WriteAsync(new RegisterVersionRequest { Start = Start("job-1") });
            await call.RequestStream.WriteAsync(Piece("model.onnx", "graph"));
            await call.RequestStream.CompleteAsync();
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        }

        Assert.False(Directory.Exists(Path.Combine(folder.Models, "iris")));
        Assert.Empty(Directory.GetDirectories(folder.Models, ".registration-*"));
    }

    [Theory]
    [InlineData("../x", "path: must be")]
    [InlineData("a/../../x", "path: must be")]
    [InlineData("/etc/x", "path: must be")]
    [InlineData(".hidden", "path: must be")]
    [InlineData("lineage.json", "path: lineage.json is written by the registry")]
    [InlineData("model.onnx", "path: the pieces of a file must follow one another")]
    public async Task RegisterVersion_WithAPathThatIsWrong_IsRefused(string path, string fault)
    {
        await using var models = await StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => RegisterAsync(models, Start("job-1"), ("model.onnx", "graph"), ("other", "x"), (path, "x")));

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains(fault, failure.Status.Detail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Models, "iris")));
    }

    [Fact]
    public async Task RegisterVersion_WithManyFaults_NamesAll()
    {
        await using var models = await StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => RegisterAsync(models, new RegistrationStart { Model = "../iris", Tags = { ["a"] = new string('x', 1025) } }));

        Assert.All(["registration_id: must", "model: must", "tags: names"], fault => Assert.Contains(fault, failure.Status.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--Models:MaxArtifactBytes=100", true)]
    [InlineData("--Models:MaxArtifactBytes=10", false)]
    [InlineData("--Models:MaxFilesPerVersion=4", true)]
    [InlineData("--Models:MaxFilesPerVersion=2", false)]
    public async Task RegisterVersion_AtALimit_IsTakenOrRefused(string limit, bool taken)
    {
        await using var models = await StartAsync(limit);
        var start = new RegistrationStart { RegistrationId = "1", Model = "iris" };

        var failure = await Record.ExceptionAsync(() => RegisterAsync(models, start, ("model.onnx", "graph"), ("a", "1234"), ("b", "12")));

        Assert.Equal(taken ? null : StatusCode.ResourceExhausted, (failure as RpcException)?.StatusCode);
    }

    [Fact]
    public async Task RegisterVersion_WhereItIsOff_SaysWhichOptionAllowsIt()
    {
        await using var models = await RunningModels.StartAsync(folder.Models);

        var failure = await Assert.ThrowsAsync<RpcException>(() => RegisterAsync(models, Start("job-1"), Files));

        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
        Assert.Contains("Models:AllowRegistrations", failure.Status.Detail, StringComparison.Ordinal);
    }

    private Task<RunningModels> StartAsync(params string[] more) => RunningModels.StartAsync(folder.Models, null, ["--Models:AllowRegistrations=true", .. more]);

    private static RegistrationStart Start(string id) => new() { RegistrationId = id, Model = "iris", Tags = { ["job"] = id, ["code"] = "trainer" } };

    private static RegisterVersionRequest Piece(string path, string text) => new() { Piece = new FilePiece { Path = path, Data = ByteString.CopyFromUtf8(text) } };

    private static async Task<RegisterVersionResponse> RegisterAsync(RunningModels models, RegistrationStart start, params (string Path, string Text)[] files)
    {
        using var call = models.Registration.RegisterVersion();
        try
        {
            await call.RequestStream.WriteAsync(new RegisterVersionRequest { Start = start });
            foreach (var (path, text) in files)
            {
                await call.RequestStream.WriteAsync(Piece(path, text));
            }

            await call.RequestStream.WriteAsync(new RegisterVersionRequest { End = new RegistrationEnd() });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // What is wrong is told by the answer.
        }

        return await call;
    }

    private static async Task<ModelVersion> OfferedAsync(RunningModels models, string version)
    {
        using var watch = models.Client.WatchModels(new WatchModelsRequest());
        await foreach (var happened in watch.ResponseStream.ReadAllAsync())
        {
            var all = happened.Snapshot?.Models ?? (happened.Changed is { } changed ? [changed] : new Google.Protobuf.Collections.RepeatedField<Model>());
            if (all.SelectMany(model => model.Versions).FirstOrDefault(v => v.Version == version && v.Digest.Length > 0) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
