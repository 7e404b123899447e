using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using static FedMl.ScoringEngine.Tests.Weighted;

namespace FedMl.ScoringEngine.Tests.Loading.Canary;

/// <summary>The real host with versions that would end it.</summary>
public sealed class CanaryHostTests
{
    private const string Enabled = "--ScoringEngine:CanaryLoad:Enabled";

    [Fact]
    public async Task Publish_GoodVersionThenOnesThatEndAProcess_KeepsServingAndSaysWhy()
    {
        await using var host = await RunningScoring.StartAsync(
            r => r.Publish("m", "1", Files(2)),
            Enabled, "true", "--ScoringEngine:CanaryLoad:SpareBytes", $"{512L * 1024 * 1024}", "--ScoringEngine:CanaryLoad:Seconds", "10", "--ScoringEngine:WarmUpSeconds", "600");

        host.Registry.Publish("m", "2", ("model.onnx", Hostile.MemoryBomb(1L << 40)));
        await host.UntilStateAsync("m", "2", ModelState.Failed);
        host.Registry.Publish("m", "3", ("model.onnx", Hostile.MemoryBombWhenRun(1L << 30)));
        await host.UntilStateAsync("m", "3", ModelState.Failed);
        host.Registry.Publish("m", "4", ("model.onnx", Graphs.Endless()));
        await host.UntilStateAsync("m", "4", ModelState.Failed);

        Assert.Equal(ErrorReason.ModelOutOfMemory, (await host.StatusAsync("m", "2"))!.Reason);
        Assert.Equal(ErrorReason.ModelOutOfMemory, (await host.StatusAsync("m", "3"))!.Reason);
        Assert.Equal(ErrorReason.ModelLoadTimedOut, (await host.StatusAsync("m", "4"))!.Reason);
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 1), Doubles("b", 1)))).Version);
        host.Registry.Publish("m", "5", Files(5));
        await host.UntilDefaultAsync("m", "5");
    }

    [Fact]
    public async Task Status_OfEveryVersion_TellsWhatItsGraphAsksOfTheRuntime()
    {
        await using var host = await RunningScoring.StartAsync(
            r =>
            {
                r.Publish("m", "1", Files(2));
                r.Publish("odd", "1", ("model.onnx", Hostile.Of(8, [("", 17), ("com.example", 3)], ("com.example", "Foo"), ("", "Relu"), ("com.example", "Bar"), ("", "NoSuch"))));
            },
            Enabled, "true");

        var good = (await host.StatusAsync("m", "1"))!.Graph;
        Assert.Equal(8, good.IrVersion);
        Assert.Equal([("ai.onnx", 17), ("ai.onnx.ml", 3)], good.OperatorSets.Select(s => (s.Domain, s.Version)));
        Assert.Equal(["Add", "Mul"], good.Operators);
        Assert.Empty(good.Unsupported);

        var odd = (await host.StatusAsync("odd", "1"))!;
        Assert.Equal((ModelState.Failed, ErrorReason.ModelUnsupported), (odd.State, odd.Reason));
        Assert.Equal(["Identity", "NoSuch", "Relu", "com.example.Bar", "com.example.Foo"], odd.Graph.Operators);
        Assert.Equal(["operator com.example.Foo", "operator com.example.Bar", "operator NoSuch"], odd.Graph.Unsupported);
        Assert.All(odd.Graph.Unsupported, what => Assert.Contains(what, odd.Message, StringComparison.Ordinal));

        host.Registry.Remove("odd");
        await RunningScoring.UntilAsync(async () => await host.StatusAsync("odd", "1") is null);
    }
}
