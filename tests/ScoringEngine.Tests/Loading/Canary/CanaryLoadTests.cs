using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Scoring;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.Loading.Canary;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Onnx;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Tests.Loading.Canary;

/// <summary>Models that end a process, really loaded by the program that tries them.</summary>
public sealed class CanaryLoadTests
{
    private const string Yaml = """
        inputs:
          - { name: a }
          - { name: b }
        outputs:
          - { name: y }
        samples: samples.json
        """;

    private const long Gibi = 1024 * 1024 * 1024;

    private readonly EngineOptions options = new();

    [Fact]
    public async Task Run_GoodModel_Passes() => await RunAsync(Graphs.Identity(Element.Float, -1, 1));

    [Fact]
    public async Task Run_NodeAtWhichTheRuntimeEndsTheProcess_SaysBySignal()
    {
        var fatal = new Ensemble().Branch(0, 0, "BRANCH_LEQ", 0, 0, 1, 2).Leaf(0, 1, (0, 1)).Leaf(0, 2, (0, 2)).ToClassifier(1, "only");

        var refusal = await RefusalAsync(fatal);

        Assert.Equal(ErrorReason.ModelLoadCrashed, refusal.Reason);
        Assert.Matches("it ended that process: (SIGSEGV|SIGABRT|SIGBUS)", refusal.Message);
    }

    [Fact]
    public async Task Run_SampleAtWhichTheProcessorFaults_SaysBySignal()
    {
        const string Samples = """{"records":[{"a":-9223372036854775808,"b":-1}]}""";

        var refusal = await RefusalAsync(Divisions.Of(Element.Int64), Yaml, Samples);

        Assert.Equal(ErrorReason.ModelLoadCrashed, refusal.Reason);
        Assert.Contains("SIGFPE", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_MemoryBomb_IsHeldToItsLimit(bool whenRun)
    {
        options.CanaryLoad.SpareBytes = Gibi;

        var refusal = await RefusalAsync(whenRun ? Hostile.MemoryBombWhenRun(Gibi) : Hostile.MemoryBomb(Gibi));

        Assert.True(refusal.Reason == ErrorReason.ModelOutOfMemory, $"{refusal.Reason} {refusal.Message}");
        Assert.Contains("it wanted more memory than the ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MemoryWithinTheLimit_Passes()
    {
        options.CanaryLoad.SpareBytes = Gibi;

        await RunAsync(Hostile.MemoryBombWhenRun(Gibi / 64));
    }

    [Fact]
    public async Task Run_LoadThatDoesNotEnd_IsEnded()
    {
        options.CanaryLoad.Seconds = 3;
        options.WarmUpSeconds = 600;

        var refusal = await RefusalAsync(Graphs.Endless());

        Assert.Equal(ErrorReason.ModelLoadTimedOut, refusal.Reason);
        Assert.Contains("within 3 s", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_GoldenAnswersDiffer_NamesThem()
    {
        const string Samples = """{"records":[{"a":6,"b":3},{"a":8,"b":2}],"predictions":[{"y":2},{"y":5}]}""";

        var refusal = await RefusalAsync(Divisions.Of(Element.Int64), Yaml, Samples);

        Assert.Equal(ErrorReason.ModelLoadFailed, refusal.Reason);
        Assert.Equal(["predictions[1].y"], refusal.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task Run_BesideItsWeights_ReadsThem()
    {
        var folder = Directory.CreateTempSubdirectory("fedml-canary-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            await File.WriteAllBytesAsync(path, Graphs.WeightedFromFile("weights.bin"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "weights.bin"), BitConverter.GetBytes(7f));

            await RunAsync(new Artifact(new GraphFile(path, 4), null, null));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Run_TurnedOff_StartsNothing()
    {
        options.CanaryLoad.Enabled = false;
        await RunAsync(new Artifact(new GraphFile([1, 2, 3]), null, null), new CanaryProgram("/nowhere", "x"));
    }

    [Fact]
    public async Task Run_ProgramIsNotThere_IsTriedAgainLater()
    {
        var refusal = await Assert.ThrowsAsync<ServiceException>(() => RunAsync(new Artifact(new GraphFile([1, 2, 3]), null, null), new CanaryProgram("/nowhere/program.dll", "x")));

        Assert.Equal(ErrorReason.Internal, refusal.Reason);
        Assert.DoesNotContain("nowhere", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BeyondTheMemoryOfModels_StartsNothing()
    {
        options.MaxModelBytes = 1024;

        Assert.IsType<ModelMemoryException>(await RefusalAsync(Graphs.Identity(Element.Float, -1, 1)));
    }

    private async Task<ServiceException> RefusalAsync(byte[] graph, string? signature = null, string? samples = null) =>
        await Assert.ThrowsAnyAsync<ServiceException>(() => RunAsync(graph, signature, samples));

    private Task RunAsync(byte[] graph, string? signature = null, string? samples = null) =>
        RunAsync(new Artifact(new GraphFile(graph), Bytes(signature), Bytes(samples)));

    private async Task RunAsync(Artifact artifact, CanaryProgram? program = null)
    {
        var configured = Options.Create(options);
        var budget = new MemoryBudget(configured);
        var key = new ModelKey("m", "1", "d");
        using var memory = budget.Open(key);

        await new CanaryLoad(program ?? new CanaryProgram(typeof(ScoringRoom).Assembly.Location, CanaryProcess.Argument), configured, TimeProvider.System).RunAsync(key, artifact, memory, CancellationToken.None);

        Assert.Equal(0, memory.Bytes);
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
