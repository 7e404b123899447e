using System.Runtime.InteropServices;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ScoringEngine.Tests.Batching;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tests.Runtime;

/// <summary>Texts in pooled runs, alone and in batches.</summary>
public sealed class TextRunTests
{
    // Of lengths that a std::string holds in itself and that it does not, one of none, one that is no ASCII.
    private static readonly string[] LabelTexts = ["", "no", "Überfällig – gemahnt", new string('x', 300)];

    [Fact]
    public async Task LabelsAndScores_OfEveryNumberOfRows_AreThoseOfARunThatIsNotBound()
    {
        using var model = new TestModel(LinearGraphs.Classifier([1, 0, 0, 1, -1, -1], [0, 0, 0], LabelTexts[1..]), s => s.Replicas = 1);
        var random = new Random(1);
        foreach (var rows in Enumerable.Range(1, 100).OrderBy(n => (n * 37) % 101).Concat([1, 2, 1]))
        {
            var x = Enumerable.Range(0, rows * 2).Select(_ => (random.NextSingle() * 4) - 2).ToArray();
            TensorHeader[] headers = [new TensorHeader("x", Datatype.FP32, [rows, 2])];
            using var free = model.Model.Runs.NewFreeRun(headers, ["label", "scores"]);
            using var run = model.Model.NewRun(headers, ["label", "scores"]);
            Assert.IsType<BoundRun>(run);
            foreach (var each in new ModelRun[] { free, run })
            {
                MemoryMarshal.AsBytes<float>(x).CopyTo(each.Input(0));
                await each.ExecuteAsync(CancellationToken.None);
            }

            foreach (var (expected, actual) in free.Outputs.Zip(run.Outputs))
            {
                Assert.Equal((expected.Name, expected.Datatype, expected.ElementCount), (actual.Name, actual.Datatype, actual.ElementCount));
                Assert.Equal(expected.Shape, actual.Shape);
                Assert.Equal(expected.Bytes, actual.Bytes);
            }
        }
    }

    [Fact]
    public async Task TextInputs_AreAnsweredAsTheyCame()
    {
        using var model = new TestModel(Graphs.Identity(Element.String, -1, 2), s => s.Replicas = 1);
        for (var round = 0; round < LabelTexts.Length; round++)
        {
            string[] texts = [.. LabelTexts[round..], .. LabelTexts[..round]];
            using var run = model.Model.TryNewRun(2)!;
            for (var i = 0; i < 4; i++)
            {
                run.SetText(0, i, Encoding.UTF8.GetBytes(texts[i]));
            }

            await run.ExecuteAsync(CancellationToken.None);

            Assert.Equal(texts, Texts(run));
        }
    }

    [Fact]
    public void ElementThatARunLeavesOut_IsEmpty_NotTheOneOfTheRunBefore()
    {
        using var session = new InferenceSession(Graphs.Words());
        using var watch = new RunWatch();
        var specs = GraphSpecs.Of(session);
        using var runs = new ModelRuns(session, watch);
        runs.Bind(GraphLayout.Of(specs.Inputs, specs.Outputs)!, []);

        Assert.Equal(["a", "b", "c", "d"], Split("a b", "c d"));
        Assert.Equal(["e", "", "f", "g"], Split("e", "f g"));

        string[] Split(params string[] lines)
        {
            using var run = runs.TryRent(lines.Length)!;
            for (var i = 0; i < lines.Length; i++)
            {
                run.SetText(0, i, Encoding.UTF8.GetBytes(lines[i]));
            }

            run.Execute(CancellationToken.None);
            Assert.False(run.IsResized);
            return Texts(run);
        }
    }

    [Fact]
    public async Task Batch_GivesEachItsOwnTexts_AndFailsOnlyWhoFailsAlone()
    {
        using var model = Labels(s => s.Batching = new BatchingSettings { Mode = BatchingMode.On });
        Assert.NotNull(model.Line.Settings.Batch);
        long[][][] batches = [[[1, 2], [3], [0, 0, 1]], [[2], [99], [3, 1]]];
        foreach (var batch in batches)
        {
            var runs = batch.Select(places => NewRun(model, places)).ToList();
            var waits = Batches.Run(runs);
            for (var i = 0; i < runs.Count; i++)
            {
                if (batch[i] is [99])
                {
                    Assert.Equal(ErrorReason.ModelRunFailed, (await Assert.ThrowsAsync<ServiceException>(() => waits[i])).Reason);
                    continue;
                }

                await waits[i];
                if (batch == batches[0])
                {
                    Assert.Equal(6, runs[i].ExecutedRows);
                }

                using var alone = NewRun(model, batch[i]);
                alone.Execute(CancellationToken.None);
                Assert.Equal(alone.Outputs[0].Bytes, runs[i].Outputs[0].Bytes);
                Assert.Equal(batch[i].Select(place => LabelTexts[place]), Texts(runs[i]));
            }

            runs.ForEach(r => r.Dispose());
        }
    }

    [Fact]
    public async Task Batch_OfTextInputs_GivesEachItsOwn()
    {
        using var model = new TestModel(Graphs.Identity(Element.String, -1, 2), s => s.Batching = new BatchingSettings { Mode = BatchingMode.On });
        Assert.NotNull(model.Line.Settings.Batch);
        var runs = Enumerable.Range(1, 3).Select(rows => (ModelRun)model.Model.TryNewRun(rows)!).ToList();
        for (var r = 0; r < runs.Count; r++)
        {
            for (var i = 0; i < runs[r].Rows * 2; i++)
            {
                runs[r].SetText(0, i, Encoding.UTF8.GetBytes(LabelTexts[(r + i) % 4]));
            }
        }

        await Task.WhenAll(Batches.Run(runs));

        for (var r = 0; r < runs.Count; r++)
        {
            Assert.Equal(6, runs[r].ExecutedRows);
            Assert.Equal(Enumerable.Range(0, runs[r].Rows * 2).Select(i => LabelTexts[(r + i) % 4]), Texts(runs[r]));
            runs[r].Dispose();
        }
    }

    [Fact]
    public async Task EqualTexts_AreAnsweredFromTheCache_OthersAreNot()
    {
        using var model = new TestModel(Graphs.Identity(Element.String, -1, 2), s => (s.Replicas, s.Cache.Enabled) = (1, true));
        Assert.Equal(CacheResult.Miss, await LookupAsync("ab", "c"));
        Assert.Equal(CacheResult.Hit, await LookupAsync("ab", "c"));
        Assert.Equal(CacheResult.Miss, await LookupAsync("a", "bc"));
        Assert.Equal(CacheResult.Miss, await LookupAsync("ab", ""));
        Assert.Equal(CacheResult.Miss, await LookupAsync("ab", "c", "ab", "c"));
        Assert.Equal(CacheResult.Hit, await LookupAsync("a", "bc"));

        async Task<CacheResult> LookupAsync(params string[] texts)
        {
            using var run = model.Model.TryNewRun(texts.Length / 2)!;
            for (var i = 0; i < texts.Length; i++)
            {
                run.SetText(0, i, Encoding.UTF8.GetBytes(texts[i]));
            }

            await run.ExecuteAsync(CancellationToken.None);
            Assert.Equal(texts, Texts(run));
            return run.CacheLookup.Result;
        }
    }

    [Fact]
    public async Task LongTexts_AreNotHeldForTheNextUse()
    {
        using var model = new TestModel(Graphs.Identity(Element.String, -1, 2), s => s.Replicas = 1);
        foreach (var (length, held) in new[] { (1000, true), (8 * 1024 * 1024, false) })
        {
            using (var run = model.Model.TryNewRun(1)!)
            {
                run.SetText(0, 0, new byte[length]);
                run.SetText(0, 1, "b"u8);
                await run.ExecuteAsync(CancellationToken.None);
                Assert.Equal(length, run.Outputs[0].Text(0).Length);
            }

            Assert.Equal(held, model.Model.Runs.TensorBytes > length);
        }

        Assert.Equal(0, model.Model.Runs.TensorBytes);
    }

    private static TestModel Labels(Action<ModelSettings> configure) => new(Graphs.Labels(LabelTexts), configure);

    private static ModelRun NewRun(TestModel model, long[] places)
    {
        var run = model.Model.NewRun([new TensorHeader("x", Datatype.INT64, [places.Length])], ["y"]);
        MemoryMarshal.AsBytes<long>(places).CopyTo(run.Input(0));
        return run;
    }

    private static string[] Texts(ModelRun run) => [.. Enumerable.Range(0, run.Outputs[0].ElementCount).Select(i => Encoding.UTF8.GetString(run.Outputs[0].Text(i)))];
}
