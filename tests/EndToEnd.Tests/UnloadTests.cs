using System.Runtime.InteropServices;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using Google.Protobuf;

namespace FedMl.EndToEnd.Tests;

public sealed class UnloadTests(LocalProcess local) : IClassFixture<LocalProcess>
{
    private const int Width = 5120;
    private const long WeightBytes = 4L * Width * Width;

    // Code that is compiled, buffers that are pooled, and what a garbage collection leaves to the next.
    private const long Slack = 12 * 1024 * 1024;

    private readonly ModelFolder models = new(Path.Combine(local.Folder, "samples", "models"));

    private long ResidentBytes => ProcessFigures.Of(local.ProcessId).ResidentBytes;

    [Fact]
    public async Task Unload_LargeModel_GivesItsMemoryBackRoundAfterRound()
    {
        // The same way once without weights, so that what is made once is there.
        await RoundAsync("weightless", Graphs.Identity(Element.Float, -1, Width), 1, () => Task.CompletedTask);
        var before = ResidentBytes;
        var back = (long)(before * 1.05) + Slack;

        for (var round = 1; round <= 3; round++)
        {
            // The control: while the model is there, the same measurement sees it.
            await RoundAsync($"large{round}", LargeGraphs.Scaled(2, Width), 2, async () =>
            {
                Assert.True(ResidentBytes > back + (WeightBytes / 2), $"{ResidentBytes} bytes with the model, {before} before");
                var status = await StatusAsync($"large{round}");
                Assert.InRange(status!.MemoryBytes, WeightBytes, WeightBytes * 5 / 4);
                Assert.Contains($"fedml_model_memory_bytes{{model=\"large{round}\",version=\"1\"}} ", await local.MetricsTextAsync(), StringComparison.Ordinal);
            });

            await LocalProcess.UntilAsync(() => Task.FromResult(ResidentBytes <= back), () => $"{ResidentBytes} bytes after round {round}, {before} before");
        }
    }

    private async Task RoundAsync(string model, byte[] graph, float factor, Func<Task> whileLoaded)
    {
        models.Publish(model, "1", graph);
        await LocalProcess.UntilAsync(async () => (await StatusAsync(model))?.State == ModelState.Ready);
        // Several at a time, so that runs of their own are pooled.
        await Task.WhenAll(Enumerable.Range(1, 6).Select(rows => ScoreAsync(model, 8 * rows, factor)));
        await whileLoaded();
        models.Delete(model);
        await LocalProcess.UntilAsync(() => Task.FromResult(local.Output.Contains($"Model {model} version 1 is unloaded", StringComparison.Ordinal)));
    }

    private async Task ScoreAsync(string model, int rows, float factor)
    {
        var x = new float[rows * Width];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = i % 1000;
        }

        var request = new ModelInferRequest { ModelName = model };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { rows, Width } });
        request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(x)));
        var answer = await new GRPCInferenceService.GRPCInferenceServiceClient(local.Channel).ModelInferAsync(request);
        Assert.Equal(x.Select(value => factor * value), MemoryMarshal.Cast<byte, float>(answer.RawOutputContents[0].Span).ToArray());
    }

    private async Task<ModelStatus?> StatusAsync(string model) =>
        (await new ScoringService.ScoringServiceClient(local.Channel).ListModelStatusesAsync(new ListModelStatusesRequest { Model = model })).Statuses.SingleOrDefault();
}
