using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Admission;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>The real host, whose door the test can fill without any request.</summary>
internal sealed class DoorHost : IAsyncDisposable
{
    public const string ModelInfer = "/inference.GRPCInferenceService/ModelInfer";

    private readonly List<Permit> taken = [];

    private DoorHost(RunningScoring scoring) => Scoring = scoring;

    public RunningScoring Scoring { get; }

    public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });

    public AdmissionControl Control => Scoring.Services.GetRequiredService<AdmissionControl>();

    /// <summary>Starts a host of the model <c>same</c>, y = x, with as few places as it may have.</summary>
    public static async Task<DoorHost> StartAsync(int maxWaiting = 1000, params string[] args) => new(await RunningScoring.StartAsync(
        r =>
        {
            r.Publish("same", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 1)));
            r.Publish("m", "1", Weighted.Files(2, samples: null));
        },
        [
            "--Scoring:Admission:MaxInFlight", "1",
            "--Scoring:Admission:MaxWaiting", maxWaiting.ToString(CultureInfo.InvariantCulture),
            "--Scoring:Admission:MaxWaitMilliseconds", "60000",
            .. args,
        ]));

    /// <summary>Takes every place.</summary>
    public void Fill()
    {
        while (Control.TryAdmit(0, out var permit))
        {
            taken.Add(permit);
        }
    }

    /// <summary>Gives one place back.</summary>
    public void GiveOne()
    {
        taken[^1].Dispose();
        taken.RemoveAt(taken.Count - 1);
    }

    public void GiveAll()
    {
        taken.ForEach(p => p.Dispose());
        taken.Clear();
    }

    public Task UntilAsync(Func<AdmissionState, bool> condition) => RunningScoring.UntilAsync(() => Task.FromResult(condition(Control.State)));

    public static ModelInferRequest Request(params float[] x) => new()
    {
        ModelName = "same",
        Inputs = { new InputTensor { Name = "x", Datatype = "FP32", Shape = { x.Length, 1 } } },
        RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(x)) },
    };

    public static string Json(float x) => $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[{{x.ToString(CultureInfo.InvariantCulture)}}]}]}""";

    public static float[] Answer(ModelInferResponse response) => MemoryMarshal.Cast<byte, float>(response.RawOutputContents[0].Span).ToArray();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Scoring.DisposeAsync();
    }
}
