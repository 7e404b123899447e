using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Caching;

public sealed class ResponseCacheTests
{
    [Theory]
    [InlineData(Element.Float, Datatype.FP32)]
    [InlineData(Element.Double, Datatype.FP64)]
    [InlineData(Element.Float16, Datatype.FP16)]
    [InlineData(Element.Bool, Datatype.BOOL)]
    [InlineData(Element.Int8, Datatype.INT8)]
    [InlineData(Element.Int16, Datatype.INT16)]
    [InlineData(Element.Int32, Datatype.INT32)]
    [InlineData(Element.Int64, Datatype.INT64)]
    [InlineData(Element.UInt8, Datatype.UINT8)]
    [InlineData(Element.UInt16, Datatype.UINT16)]
    [InlineData(Element.UInt32, Datatype.UINT32)]
    [InlineData(Element.UInt64, Datatype.UINT64)]
    public async Task EqualInputs_OfAnyDatatypeAndRows_GiveTheSameBytesWithoutARun(Element element, Datatype datatype)
    {
        using var model = WithCache(Graphs.Identity(element, -1, 3));
        var random = new Random(1);
        foreach (var rows in new[] { 1, 2, 8, 100 })
        {
            var contents = new byte[rows * 3 * datatype.Size()];
            random.NextBytes(contents);
            foreach (var expected in new[] { CacheResult.Miss, CacheResult.Hit, CacheResult.Hit })
            {
                using var run = model.Model.NewRun([new TensorHeader("x", datatype, [rows, 3])], ["y"]);
                contents.CopyTo(run.Input(0));
                await run.ExecuteAsync(CancellationToken.None);

                Assert.Equal(expected, run.CacheLookup.Result);
                Assert.Equal(contents, run.Outputs[0].Bytes.ToArray());
                Assert.Equal([rows, 3L], run.Outputs[0].Shape.ToArray());
            }
        }
    }

    [Fact]
    public async Task OutputsAskedForAndOrder_AreNotPartOfTheKey()
    {
        using var model = WithCache(Graphs.SumAndDifference());

        Assert.Equal([(CacheResult.Miss, "OUTPUT1", 7)], await SumsAsync(model, 10, 3, false, "OUTPUT1"));
        Assert.Equal([(CacheResult.Hit, "OUTPUT0", 13), (CacheResult.Hit, "OUTPUT1", 7)], await SumsAsync(model, 10, 3, false, "OUTPUT0", "OUTPUT1"));
        Assert.Equal([(CacheResult.Hit, "OUTPUT1", 7), (CacheResult.Hit, "OUTPUT0", 13)], await SumsAsync(model, 10, 3, true, "OUTPUT1", "OUTPUT0"));
        Assert.Equal([(CacheResult.Miss, "OUTPUT1", -7)], await SumsAsync(model, 3, 10, false, "OUTPUT1"));
    }

    [Fact]
    public async Task ModelWithoutCache_IsNotLookedUp()
    {
        using var model = new TestModel(Graphs.Spinning());
        await model.RunAsync([-1]);
        using var run = model.NewRun(-1);
        await run.ExecuteAsync(CancellationToken.None);

        Assert.Equal(default, run.CacheLookup);
        Assert.Null(model.Model.Runs.Cache);
        Assert.False(model.Model.Serving.Caches);
    }

    [Fact]
    public async Task Response_IsGivenUntilItsTimeToLiveIsOver()
    {
        using var model = WithCache(Graphs.Spinning(), c => c.TimeToLiveSeconds = 10);

        Assert.Equal(CacheResult.Miss, await LookupAsync(model, -1));
        model.Time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(CacheResult.Hit, await LookupAsync(model, -1));
        model.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(CacheResult.Miss, await LookupAsync(model, -1));
        Assert.Equal(CacheResult.Hit, await LookupAsync(model, -1));
        Assert.Equal(1, CacheOf(model).Count);
    }

    [Fact]
    public async Task FailedRun_IsNotKept()
    {
        using var model = WithCache(Graphs.OnlyEvenRows());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(ErrorReason.ModelRunFailed, (await Assert.ThrowsAsync<ServiceException>(() => model.RunAsync([1, 2, 3]))).Reason);
        }

        Assert.Equal((0, 0L), (CacheOf(model).Count, CacheOf(model).Bytes));
    }

    [Fact]
    public async Task Hit_WhoseCallerIsGone_IsCancelled()
    {
        using var model = WithCache(Graphs.Spinning());
        await model.RunAsync([-1]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.RunAsync([-1], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Hit_NeedsNoPlaceInTheLine()
    {
        using var model = WithCache(Graphs.Spinning(), concurrency: 1);
        await model.RunAsync([-1]);
        using var gone = new CancellationTokenSource();
        var endless = Task.Run(() => model.RunAsync([1e12f], gone.Token));
        await RunningScoring.UntilAsync(() => Task.FromResult(model.Line.Running == 1));

        Assert.Equal<IEnumerable<float>>([-1], await model.RunAsync([-1]));
        Assert.False(endless.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
    }

    [Fact]
    public async Task OutputsOfAnotherSize_AreNotKept()
    {
        using var model = WithCache(Graphs.NotNegative());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal<IEnumerable<float>>([1, 2], await model.RunAsync([1, -5, 2]));
        }

        Assert.Equal(0, CacheOf(model).Count);
        Assert.False(model.Model.Serving.Caches);
    }

    [Fact]
    public async Task Response_WithOneOtherByteInAnyInput_IsNotGiven()
    {
        using var model = WithCache(Graphs.SumAndDifference());
        using var kept = (BoundRun)model.Model.TryNewRun(1)!;
        using var other = (BoundRun)model.Model.TryNewRun(1)!;
        foreach (var input in kept.Inputs.Concat(other.Inputs))
        {
            input.Memory.Fill(5);
        }

        await kept.ExecuteAsync(CancellationToken.None);
        var response = new CachedResponse(kept, 0, 0);
        foreach (var input in other.Inputs)
        {
            for (var i = 0; i < input.Memory.Length; i++)
            {
                input.Memory[i] ^= 0x80;
                Assert.False(response.TryFill(other));
                input.Memory[i] ^= 0x80;
            }
        }

        Assert.True(response.TryFill(other));
        Assert.Equal(kept.Results[0].Bytes.ToArray(), other.Results[0].Bytes.ToArray());
    }

    [Fact]
    public async Task KeptResponses_CountAsTheModelsMemoryUntilItIsUnloaded()
    {
        var model = WithCache(Graphs.Spinning());
        await model.RunAsync([-1]);
        var cache = CacheOf(model);
        Assert.True(cache.Bytes > 0);
        Assert.Equal(model.Model.Memory!.Reserved + model.Model.Runs.TensorBytes + cache.Bytes, model.Model.Memory.Bytes);

        model.Dispose();

        Assert.Equal((0, 0L), (cache.Count, cache.Bytes));
    }

    internal static TestModel WithCache(byte[] graph, Action<CacheSettings>? configure = null, int concurrency = 0, BatchingMode batching = BatchingMode.Auto) => new(graph, s =>
    {
        s.Replicas = 1;
        s.MaxConcurrency = concurrency;
        s.Batching.Mode = batching;
        s.Cache.Enabled = true;
        configure?.Invoke(s.Cache);
    });

    internal static ResponseCache CacheOf(TestModel model) => model.Model.Runs.Cache!;

    internal static async Task<CacheResult> LookupAsync(TestModel model, params float[] x)
    {
        using var run = model.NewRun(x);
        await run.ExecuteAsync(CancellationToken.None);
        Assert.Equal<IEnumerable<float>>(x, TestModel.Answer(run));
        return run.CacheLookup.Result;
    }

    private static async Task<IEnumerable<(CacheResult Result, string Output, int First)>> SumsAsync(TestModel model, int a, int b, bool swapped, params string[] outputs)
    {
        string[] names = swapped ? ["INPUT1", "INPUT0"] : ["INPUT0", "INPUT1"];
        using var run = model.Model.NewRun([.. names.Select(name => new TensorHeader(name, Datatype.INT32, [1, 16]))], outputs);
        run.Input(0).Clear();
        run.Input(1).Clear();
        BitConverter.TryWriteBytes(run.Input(swapped ? 1 : 0), a);
        BitConverter.TryWriteBytes(run.Input(swapped ? 0 : 1), b);
        await run.ExecuteAsync(CancellationToken.None);
        return [.. run.Outputs.Select(o => (run.CacheLookup.Result, o.Name, BitConverter.ToInt32(o.Bytes)))];
    }
}
