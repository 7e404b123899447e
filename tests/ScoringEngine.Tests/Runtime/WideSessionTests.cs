using FedMl.ScoringEngine.Runtime;
using FedMl.Tests.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tests.Runtime;

public sealed class WideSessionTests
{
    private const float NearlyEndless = 1e12f;

    // The two sessions are of different graphs, so that answers tell them apart.
    [Fact]
    public async Task OnlyRunOfAMoment_TakesTheWideSession_AndOneBesideAnotherDoesNot()
    {
        var graph = Networks.Dense(1, false, 1, 1);
        using var wide = new TestModel(graph);
        using var model = new TestModel(Graphs.Spinning(), s => s.MaxConcurrency = 2);
        float[] same = [-2];
        using var gone = new CancellationTokenSource();
        var other = Task.Run(() => model.RunAsync([NearlyEndless], gone.Token));
        await RunningScoring.UntilAsync(() => Task.FromResult(model.Line.Running == 1));
        model.Model.Runs.Wide = new InferenceSession(graph);

        Assert.Equal(same, await model.RunAsync([-2]));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        Assert.Equal(await wide.RunAsync([-2]), await model.RunAsync([-2]));

        model.Model.Runs.Wide = null;
        Assert.Equal(same, await model.RunAsync([-2]));
    }

    [Fact]
    public void CheapModel_HasNone() => Assert.Null(Tuned(Networks.Dense(1, false, 8, 4, 1), spread: true));

    [Fact]
    public void DearModel_HasNoneWhereItIsToldSo() => Assert.Null(Tuned(Networks.Dense(1, false, 512, 2048, 2048, 10), spread: false));

    private static InferenceSession? Tuned(byte[] graph, bool spread)
    {
        using var model = new TestModel(graph, s => s.SpreadAlone = spread);
        return model.Model.Runs.Wide;
    }
}
