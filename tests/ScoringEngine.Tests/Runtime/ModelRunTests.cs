using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Runtime;

public sealed class ModelRunTests
{
    [Fact]
    public async Task NumericGraph_IsPooled_AndAnswersEveryNumberOfRows()
    {
        using var model = new TestModel(Graphs.Spinning(), s => s.Replicas = 1);
        for (var round = 0; round < 3; round++)
        {
            foreach (var rows in Enumerable.Range(1, 100).OrderBy(n => (n * 37) % 101))
            {
                var x = Enumerable.Range(0, rows).Select(i => -(float)(i + round)).ToArray();
                Assert.Equal<IEnumerable<float>>(x, await model.RunAsync(x));
            }
        }

        using var run = model.NewRun(1);
        Assert.IsType<BoundRun>(run);
        run.Dispose();
        using var again = model.NewRun(2, 3);
        Assert.Same(run, again);
    }

    [Fact]
    public async Task OutputsOfAnotherNumberOfRows_AreSizedByTheRun()
    {
        using var model = new TestModel(Graphs.Doubled());

        Assert.Equal<IEnumerable<float>>([1, 2, 1, 2], await model.RunAsync([1, 2]));
        using var run = model.NewRun(1);
        Assert.IsType<FreeRun>(run);
    }

    [Fact]
    public async Task OutputsThatShrinkOnlyForSomeInputs_AreRight()
    {
        using var model = new TestModel(Graphs.NotNegative());
        using (var first = model.NewRun(1))
        {
            Assert.IsType<BoundRun>(first);
        }

        Assert.Equal<IEnumerable<float>>([1, 2], await model.RunAsync([1, -5, 2]));
        Assert.Equal<IEnumerable<float>>([4], await model.RunAsync([4]));
        using var run = model.NewRun(1);
        Assert.IsType<FreeRun>(run);
    }

    [Fact]
    public async Task InputsAndOutputs_InTheOrderOfTheRequest()
    {
        using var model = new TestModel(Graphs.SumAndDifference());
        for (var round = 0; round < 2; round++)
        {
            using var run = model.Model.NewRun(
                [new TensorHeader("INPUT1", Datatype.INT32, [1, 16]), new TensorHeader("INPUT0", Datatype.INT32, [1, 16])], ["OUTPUT1", "OUTPUT0"]);
            run.Input(0).Clear();
            run.Input(1).Clear();
            run.Input(0)[0] = 3;
            run.Input(1)[0] = 10;
            await run.ExecuteAsync(CancellationToken.None);

            Assert.Equal(["OUTPUT1", "OUTPUT0"], run.Outputs.Select(o => o.Name));
            Assert.Equal(7, run.Outputs[0].Bytes[0]);
            Assert.Equal(13, run.Outputs[1].Bytes[0]);
        }

        using var ordered = model.Model.NewRun(
            [new TensorHeader("INPUT0", Datatype.INT32, [1, 16]), new TensorHeader("INPUT1", Datatype.INT32, [1, 16])], ["OUTPUT1"]);
        ordered.Input(0).Clear();
        ordered.Input(1).Clear();
        ordered.Input(0)[0] = 10;
        ordered.Input(1)[0] = 3;
        await ordered.ExecuteAsync(CancellationToken.None);
        Assert.Equal(7, Assert.Single(ordered.Outputs).Bytes[0]);
    }

    [Fact]
    public async Task FailedRun_IsNamedAndTheNextIsRight()
    {
        using var model = new TestModel(Graphs.OnlyEvenRows());

        Assert.Equal(ErrorReason.ModelRunFailed, (await Assert.ThrowsAsync<ServiceException>(() => model.RunAsync([1, 2, 3]))).Reason);
        Assert.Equal<IEnumerable<float>>([1, 2], await model.RunAsync([1, 2]));
    }

    [Fact]
    public async Task RunWhoseCallerIsGone_EndsAndItsMemoryIsUsedAgain()
    {
        using var model = new TestModel(Graphs.Spinning(), s => s.Replicas = 1);
        for (var i = 0; i < 3; i++)
        {
            using var gone = new CancellationTokenSource();
            var run = Task.Run(() => model.RunAsync([1e12f], gone.Token));
            await RunningScoring.UntilAsync(() => Task.FromResult(model.Line.Running == 1));
            await gone.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            Assert.Equal<IEnumerable<float>>([3], await model.RunAsync([3]));
        }
    }
}
