using System.Text.Json;
using FedMl.Benchmarks.Load;

namespace FedMl.Benchmarks.Tests.Load;

/// <summary>The command on a server of which nothing is known but its address.</summary>
public sealed class LoadCommandTests : IAsyncLifetime
{
    private readonly StringWriter output = new();
    private readonly StringWriter complaints = new();
    private RunningIdentity server = null!;

    public async Task InitializeAsync() => server = await RunningIdentity.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-stream")]
    [InlineData("rest-json")]
    [InlineData("rest-binary")]
    public async Task Run_AnyServer_LearnsItsAnswersAndHoldsItToThem(string transport)
    {
        Assert.Equal(0, await LoadAsync(transport, "--json"));
        var report = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.True(report.GetProperty("Right").GetInt64() > 0);
        Assert.Equal("", complaints.ToString());
    }

    [Fact]
    public async Task Run_AnswersThatChange_FailsAndTellsTheFirst()
    {
        // 16 questions before the load, then one in 20 goes wrong.
        (server.Misdeeds.Every, server.Misdeeds.Kind) = (20, Misdeed.WrongValue);
        Assert.Equal(1, await LoadAsync("grpc"));
        Assert.Matches(@"\d+ × wrong answer; the first: y\[2\] is ", output.ToString());
    }

    [Fact]
    public async Task Run_WhereNobodyListens_SaysSoAndCannotRun()
    {
        Assert.Equal(2, await LoadCommand.RunAsync(["--target", "http://127.0.0.1:1", "--model", "m"], output, complaints));
        Assert.Contains("http://127.0.0.1:1/ does not answer for model m: ", complaints.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongArguments_AreAllNamed()
    {
        string[] args = ["--transport", "soap", "--batch", "0", "--rate", "5", "--concurrency", "2.5", "--target", "https://x", "--wat", "--onnx"];
        Assert.Equal(2, await LoadCommand.RunAsync(args, output, complaints));
        string[] named = ["--transport must", "--batch must", "--rate and --concurrency", "--concurrency must", "--target must", "--model is needed", "--wat is no option", "--onnx needs a value"];
        Assert.All(named, text => Assert.Contains(text, complaints.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_NoModelFile_IsNamed()
    {
        Assert.Equal(2, await LoadAsync("grpc", "--onnx", "/nowhere.onnx"));
        Assert.Contains("There is no model file /nowhere.onnx", complaints.ToString(), StringComparison.Ordinal);
    }

    private Task<int> LoadAsync(string transport, params string[] more)
    {
        var target = transport.StartsWith("rest", StringComparison.Ordinal) ? server.Rest : server.Grpc;
        return LoadCommand.RunAsync(
            ["--target", target.GetLeftPart(UriPartial.Authority), "--model", "identity", "--transport", transport, "--rows", "16", "--concurrency", "4", "--duration", "0.3", .. more],
            output,
            complaints);
    }
}
