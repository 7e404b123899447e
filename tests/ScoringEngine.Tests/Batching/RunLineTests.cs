using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Batching;

public sealed class RunLineTests
{
    private const float NearlyEndless = 1e12f;

    [Fact]
    public async Task WaitingRuns_BecomeOneBatch_AndEachGetsItsOwnRows()
    {
        using var model = Batching(maxRows: 64);
        var release = await OccupyAsync(model);
        var runs = Enumerable.Range(1, 10).Select(i => model.NewRun([.. Enumerable.Repeat(-(float)i, i % 3 + 1)])).ToList();
        var waits = runs.Select(r => r.ExecuteAsync(CancellationToken.None).AsTask()).ToList();
        Assert.Equal(10, model.Line.Waiting);

        await release();
        await Task.WhenAll(waits);

        for (var i = 1; i <= 10; i++)
        {
            Assert.Equal(Enumerable.Repeat(-(float)i, i % 3 + 1), TestModel.Answer(runs[i - 1]));
            Assert.Equal(runs.Sum(r => r.Rows), runs[i - 1].ExecutedRows);
            Assert.True(runs[i - 1].Waited > 0);
            runs[i - 1].Dispose();
        }
    }

    [Fact]
    public async Task Batch_HoldsNoMoreRowsThanItsLimit()
    {
        using var model = Batching(maxRows: 4);
        var release = await OccupyAsync(model);
        var runs = Enumerable.Range(1, 6).Select(_ => model.NewRun(-1, -2)).ToList();
        var waits = runs.Select(r => r.ExecuteAsync(CancellationToken.None).AsTask()).ToList();
        await release();
        await Task.WhenAll(waits);

        Assert.All(runs, r => Assert.Equal(4, r.ExecutedRows));
        Assert.Equal(3, runs.Count(r => r.LedBatch));
        runs.ForEach(r => r.Dispose());
    }

    [Fact]
    public async Task BatchThatFails_FailsOnlyWhoFailsAlone()
    {
        using var model = new TestModel(Graphs.OnlyEvenRows());
        float[][] inputs = [[1, 2], [3], [4, 5], [6, 7]];
        var runs = inputs.Select(x => model.NewRun(x)).ToList();
        var waits = Batches.Run(runs);

        Assert.Equal(ErrorReason.ModelRunFailed, (await Assert.ThrowsAsync<ServiceException>(() => waits[1])).Reason);
        foreach (var good in new[] { 0, 2, 3 })
        {
            await waits[good];
            Assert.Equal(inputs[good], TestModel.Answer(runs[good]));
        }

        runs.ForEach(r => r.Dispose());
    }

    [Fact]
    public async Task ModelWhoseRowsDependOnEachOther_IsNeverBatched()
    {
        using var model = new TestModel(Graphs.RunningSum(), s => s.Batching = new BatchingSettings { Mode = BatchingMode.On });

        Assert.Null(model.Line.Settings.Batch);
        Assert.Equal<IEnumerable<float>>([1, 3], await model.RunAsync([1, 2]));
    }

    [Fact]
    public void LowerPriority_RunsFirst_ThenAsTheyCame()
    {
        using var model = Alone();
        var runs = new[] { 5, 0, 5, 1, 0 }.Select(priority =>
        {
            var run = model.NewRun(-1);
            run.Turn.Begin(priority, CancellationToken.None);
            run.Turn.Join();
            return run;
        }).ToList();
        var list = new TurnList();
        runs.ForEach(r => list.Add(r.Turn));

        Assert.Equal(new[] { 1, 4, 3, 0, 2 }.Select(i => runs[i].Turn), Enumerable.Range(0, 5).Select(_ => list.TakeFirst()));
        Assert.Null(list.TakeFirst());
        runs.ForEach(r => r.Dispose());
    }

    [Fact]
    public async Task CancelledWhileWaiting_LeavesUnrun()
    {
        using var model = Alone();
        var release = await OccupyAsync(model);
        using var gone = new CancellationTokenSource();
        using var leaving = model.NewRun(-1);
        using var staying = model.NewRun(-2);
        var leaves = leaving.ExecuteAsync(gone.Token).AsTask();
        var stays = staying.ExecuteAsync(CancellationToken.None).AsTask();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal(1, model.Line.Waiting);
        await release();
        await stays;
        Assert.Equal([-2], TestModel.Answer(staying));
        Assert.Equal(0, model.Line.Waiting);
    }

    [Fact]
    public async Task LineThatIsFull_RefusesAtOnceAndSaysWhenToComeBack()
    {
        using var model = Alone(s => s.MaxWaiting = 2);
        var release = await OccupyAsync(model);
        using var first = model.NewRun(-1);
        using var second = model.NewRun(-2);
        using var third = model.NewRun(-3);
        Task[] waits = [first.ExecuteAsync(CancellationToken.None).AsTask(), second.ExecuteAsync(CancellationToken.None).AsTask()];

        var refused = await Assert.ThrowsAsync<ServiceException>(() => third.ExecuteAsync(CancellationToken.None).AsTask());

        Assert.Equal(ErrorReason.Overloaded, refused.Reason);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        await release();
        await Task.WhenAll(waits);
        await third.ExecuteAsync(CancellationToken.None);
        Assert.Equal([-3], TestModel.Answer(third));
    }

    [Fact]
    public async Task Delay_WaitsForCompanyUpToTheSizeOfABatch()
    {
        using var model = Batching(maxRows: 4, delayMilliseconds: 1000);
        model.Line.Settings = model.Line.Settings with { Batch = new BatchSettings(4, TimeSpan.FromHours(1)) };
        var runs = Enumerable.Range(0, 4).Select(i => model.NewRun(-i)).ToList();
        await Task.WhenAll(runs.Select(r => r.ExecuteAsync(CancellationToken.None).AsTask()));

        Assert.All(runs, r => Assert.Equal(4, r.ExecutedRows));
        runs.ForEach(r => r.Dispose());
    }

    [Fact]
    public async Task Delay_IsOver_TheRunGoesAlone()
    {
        using var model = Batching(maxRows: 4, delayMilliseconds: 20);

        Assert.Equal<IEnumerable<float>>([-7], await model.RunAsync([-7]));
    }

    [Fact]
    public async Task TakeWaits_TellsEachWaitOnce()
    {
        using var model = Alone();
        model.Line.TakeWaits();
        var release = await OccupyAsync(model);
        using var first = model.NewRun(-1);
        using var second = model.NewRun(-2);
        Task[] waits = [first.ExecuteAsync(CancellationToken.None).AsTask(), second.ExecuteAsync(CancellationToken.None).AsTask()];

        Assert.Equal(new LineWaits { Waiting = 2 }, model.Line.TakeWaits());
        await release();
        await Task.WhenAll(waits);
        await RunningScoring.UntilAsync(() => Task.FromResult(model.Line.Running == 0));

        var seen = model.Line.TakeWaits();
        Assert.Equal((1, 2, first.Waited + second.Waited, 0), (seen.AtOnce, seen.Served, seen.Waited, seen.Waiting));
        Assert.True(seen.Ran > 0);
        Assert.Equal(default, model.Line.TakeWaits());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ManyCallersSomeOfWhomLeave_EveryAnswerIsItsOwn(bool batching)
    {
        using var model = batching ? Batching(16, places: 2) : Alone(s => s.MaxConcurrency = 2);
        await Parallel.ForEachAsync(Enumerable.Range(0, 48), new ParallelOptions { MaxDegreeOfParallelism = 48 }, async (caller, _) =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 100; i++)
            {
                var x = Enumerable.Range(0, random.Next(1, 6)).Select(_ => -random.NextSingle()).ToArray();
                using var gone = new CancellationTokenSource();
                try
                {
                    var answer = model.RunAsync(x, gone.Token);
                    if (random.Next(5) == 0)
                    {
                        await gone.CancelAsync();
                    }

                    Assert.Equal<IEnumerable<float>>(x, await answer);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(gone.IsCancellationRequested);
                }
            }
        });
        Assert.Equal(0, model.Line.Waiting);

        // Who served the last of the line gives the place back when it finds nobody.
        await RunningScoring.UntilAsync(() => Task.FromResult(model.Line.Running == 0));
    }

    private static TestModel Batching(int maxRows, double delayMilliseconds = 0, int places = 1)
    {
        var model = new TestModel(Graphs.Spinning(), s =>
        {
            s.MaxConcurrency = places;
            s.Batching = new BatchingSettings { Mode = BatchingMode.On, MaxRows = maxRows, DelayMilliseconds = delayMilliseconds };
        });
        Assert.NotNull(model.Line.Settings.Batch);
        return model;
    }

    private static TestModel Alone(Action<ModelSettings>? configure = null) => new(Graphs.Spinning(), s =>
    {
        s.MaxConcurrency = 1;
        s.Batching = new BatchingSettings { Mode = BatchingMode.Off };
        configure?.Invoke(s);
    });

    /// <summary>Takes the only place until the function that it gives is called.</summary>
    private static async Task<Func<Task>> OccupyAsync(TestModel model)
    {
        var gone = new CancellationTokenSource();
        var run = Task.Run(() => model.RunAsync([NearlyEndless], gone.Token));
        await RunningScoring.UntilAsync(() => Task.FromResult(model.Line.Running == 1));
        return async () =>
        {
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            gone.Dispose();
        };
    }
}
