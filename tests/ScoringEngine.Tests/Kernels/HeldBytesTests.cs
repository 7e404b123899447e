using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.Runtime;
using FedMl.Tests.Onnx;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Tests.Kernels;

public sealed class HeldBytesTests
{
    private const int Trees = 64;

    [Fact]
    public void Of_Arrays_AreCountedOnce()
    {
        var shared = new double[10];

        Assert.Equal(80 + (2 * IntPtr.Size), HeldBytes.Of(new[] { shared, shared }));
        Assert.Equal(160 + (2 * IntPtr.Size), HeldBytes.Of(new[] { shared, new double[10] }));
        Assert.Equal(3, HeldBytes.Of(new byte[3]));
    }

    [Fact]
    public void Kernel_OfMoreTrees_TakesMoreOfTheMemoryOfModels()
    {
        var few = Given(Trees, 0);
        var many = Given(16 * Trees, 0);

        Assert.True(few.Kernel is not null && many.Kernel is not null);
        Assert.InRange(many.Bytes, 8 * few.Bytes, 32 * few.Bytes);
        Assert.True(few.Bytes > Trees * 3 * 16, $"{few.Bytes} bytes for {Trees} trees of three nodes");
    }

    [Fact]
    public void Kernel_BeyondTheMemoryOfModels_IsLeftToTheRuntime()
    {
        var roomy = Given(16 * Trees, 0);

        Assert.NotNull(Given(16 * Trees, roomy.Bytes).Kernel);
        Assert.Equal((null, 0), Given(16 * Trees, roomy.Bytes - 1));
    }

    [Fact]
    public void Kernel_ThatRunsEveryNumberOfRows_NeedsNoSessionForEachCore()
    {
        var graph = Forest(16 * Trees);
        using var one = new TestModel(graph, settings => settings.Replicas = 1);
        using var all = new TestModel(graph);

        Assert.True(all.Model.Runs.Kernel is { IsAlwaysUsed: true });
        Assert.Equal(Environment.ProcessorCount, all.Model.Runs.Replicas);
        Assert.True(all.Model.MemoryBytes < one.Model.MemoryBytes * 3 / 2, $"{all.Model.MemoryBytes} bytes, {one.Model.MemoryBytes} with one session");
    }

    private static (Kernel? Kernel, long Bytes) Given(int trees, long limit)
    {
        var graph = Forest(trees);
        using var model = new TestModel(graph, settings => settings.Replicas = 1, kernels: false);
        var options = Options.Create(new EngineOptions { MaxModelBytes = limit });
        using var memory = new MemoryBudget(options).Open(model.Model.Key);
        var layout = GraphLayout.Of(model.Model.Inputs, model.Model.Outputs)!;
        new KernelFactory(options, NullLogger<KernelFactory>.Instance).Give(model.Model.Key, model.Model.Runs, layout, new GraphFile(graph), memory, CancellationToken.None);
        return (model.Model.Runs.Kernel, memory.Bytes);
    }

    private static byte[] Forest(int trees)
    {
        var ensemble = new Ensemble();
        for (var tree = 0; tree < trees; tree++)
        {
            ensemble.Branch(tree, 0, "BRANCH_LEQ", 0, tree, 1, 2).Leaf(tree, 1, (0, 1)).Leaf(tree, 2, (0, 2));
        }

        return ensemble.ToRegressor(1, 1);
    }
}
