using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FedMl.Protos.Inference;
using FedMl.Scoring.Grpc.Wire;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using AskedOutput = FedMl.Protos.Inference.ModelInferRequest.Types.InferRequestedOutputTensor;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests.Wire;

/// <summary>The sample models of this repository, classifiers whose label is a text, by every way that tensors can take.</summary>
public sealed class SampleModelTests
{
    // Of one request once everything is warm; before texts were pooled it was 6,400.
    private const int MaxBytesPerRequest = 50;

    [Theory]
    [InlineData("iris")]
    [InlineData("breast-cancer")]
    public async Task Labels_AreTheSame_ByEveryWay(string model)
    {
        await using var host = await StartAsync(model);
        var samples = Samples(model);
        var rows = samples.Count;
        var request = Request(model, samples);

        var raw = await host.Inference.ModelInferAsync(request);
        request.Parameters["binary_data_output"] = new InferParameter { BoolParam = false };
        var typed = await host.Inference.ModelInferAsync(request);
        request.Outputs.Add(new AskedOutput { Name = "probabilities", Parameters = { ["classification"] = new InferParameter { Int64Param = 1 } } });
        var best = await host.Inference.ModelInferAsync(request);
        var json = await host.SendAsync(HttpMethod.Post, $"/v2/models/{model}/infer", $$"""
            {"inputs":[{{string.Join(',', InputsOf(model, samples).Select(Json))}}]}
            """);

        var labels = Texts(raw.RawOutputContents[0].ToByteArray(), rows);
        Assert.True(labels.Distinct().Count() > 1);
        Assert.Equal((200, "label", "BYTES"), (json.Status, raw.Outputs[0].Name, raw.Outputs[0].Datatype));
        Assert.Equal(labels, typed.Outputs[0].Contents.BytesContents.Select(b => b.ToStringUtf8()));
        Assert.Equal(labels, best.Outputs[0].Contents.BytesContents.Select(b => b.ToStringUtf8().Split(':')[2]));
        using var document = JsonDocument.Parse(json.Body);
        Assert.Equal(labels, document.RootElement.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(e => e.GetString()));
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("breast-cancer")]
    public async Task Request_OfOneRow_TakesNearlyNoMemory(string model)
    {
        await using var host = await StartAsync(model);
        var bytes = new ReadOnlySequence<byte>(Request(model, Samples(model)[..1]).ToByteArray());
        var reader = host.Services.GetRequiredService<InferReader>();
        var calls = host.Services.GetRequiredService<InferCalls>();
        var inference = host.Services.GetRequiredService<FedMl.Scoring.Grpc.Inference>();

        Answer(2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Answer(1000);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0, 0, MaxBytesPerRequest);

        void Answer(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var call = calls.Rent();
                reader.Read(bytes, call);
                var answering = inference.AnswerAsync(call, CancellationToken.None);
                Assert.True(answering.IsCompletedSuccessfully);
                Assert.False(call.Answer.IsEmpty);
                calls.Return(call);
            }
        }
    }

    private static Task<RunningScoring> StartAsync(string model) => RunningScoring.StartAsync(
        r => r.Publish(model, "1", [.. Directory.GetFiles(FolderOf(model)).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))]));

    private static string FolderOf(string model) => Path.Combine(AppContext.BaseDirectory, "samples", model, "1");

    private static List<(string Field, float Value)[]> Samples(string model)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(FolderOf(model), "samples.json")));
        return [.. document.RootElement.GetProperty("records").EnumerateArray().Select(r => r.EnumerateObject().Select(f => (f.Name, f.Value.GetSingle())).ToArray())];
    }

    // The one takes its columns side by side, the other each as an input.
    private static IEnumerable<(string Name, int Width, float[] Values)> InputsOf(string model, List<(string Field, float Value)[]> samples) => model == "iris"
        ? [("X", samples[0].Length, [.. samples.SelectMany(s => s.Select(f => f.Value))])]
        : samples[0].Select((field, i) => (field.Field, 1, samples.Select(s => s[i].Value).ToArray()));

    private static ModelInferRequest Request(string model, List<(string Field, float Value)[]> samples)
    {
        var request = new ModelInferRequest { ModelName = model };
        foreach (var (name, width, values) in InputsOf(model, samples))
        {
            request.Inputs.Add(new InputTensor { Name = name, Datatype = "FP32", Shape = { values.Length / width, width } });
            request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)));
        }

        return request;
    }

    private static string Json((string Name, int Width, float[] Values) input) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"name":"{{input.Name}}","datatype":"FP32","shape":[{{input.Values.Length / input.Width}},{{input.Width}}],"data":[{{string.Join(',', input.Values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}}]}""");

    private static string[] Texts(ReadOnlySpan<byte> raw, int count)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            var length = BitConverter.ToInt32(raw);
            texts[i] = Encoding.UTF8.GetString(raw.Slice(4, length));
            raw = raw[(4 + length)..];
        }

        return texts;
    }
}
