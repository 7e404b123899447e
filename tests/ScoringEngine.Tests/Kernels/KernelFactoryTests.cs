using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Kernels;

public sealed class KernelFactoryTests
{
    private static readonly byte[] Trees = Networks.BoostedTrees(trees: 200, depth: 6, features: 1, seed: 1);

    [Fact]
    public async Task Tune_ManyTrees_AreRunByOurOwnKernel()
    {
        using var ours = new TestModel(Trees);
        using var theirs = new TestModel(Trees, kernels: false);

        Assert.True(ours.Model.Runs.Kernel!.Takes(1));
        Assert.True(ours.Model.Runs.Kernel!.Takes(1000));
        Assert.Null(theirs.Model.Runs.Kernel);
        float[] x = [.. Enumerable.Range(0, 100).Select(i => (i / 25f) - 2)];
        Assert.Equal(await theirs.RunAsync(x), await ours.RunAsync(x));
    }

    [Fact]
    public void Tune_OtherGraph_IsLeftToOnnxRuntime()
    {
        using var model = new TestModel(Graphs.Identity(Element.Float, -1, 1));

        Assert.Null(model.Model.Runs.Kernel);
    }

    [Fact]
    public async Task Run_OursThatIsEnded_EndsAsOnnxRuntimeDoes()
    {
        using var model = new TestModel(Trees);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.RunAsync([1, 2, 3], cancelled.Token));
        Assert.Equal(3, (await model.RunAsync([1, 2, 3])).Length);
    }

    [Fact]
    public void Terminate_InTheMiddle_RunsNoFurtherRow()
    {
        using var model = new TestModel(Trees);
        using var run = model.Model.Runs.TryRent(1000)!;
        run.Terminate();

        Assert.ThrowsAny<Exception>(() => run.RunNow(new CancellationToken(canceled: true)));
        run.Revive();
        run.RunNow(CancellationToken.None);
    }
}
