using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using Google.Protobuf;

namespace FedMl.EndToEnd.Tests.Soak;

/// <summary>Requests of every transport for a model that answers a × version + b, while versions come and go.</summary>
internal sealed class Scored(LocalProcess local)
{
    public const string Model = "weighted";

    private readonly GRPCInferenceService.GRPCInferenceServiceClient inference = new(local.Channel);
    private readonly ScoringService.ScoringServiceClient scoring = new(local.Channel);

    public async Task UnaryAsync(int i)
    {
        var request = Request(i);
        Check(request, await inference.ModelInferAsync(request));
    }

    public async Task StreamAsync(int i)
    {
        using var call = inference.ModelStreamInfer();
        var requests = Enumerable.Range(i, 20).Select(Request).ToArray();
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        foreach (var request in requests)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal("", call.ResponseStream.Current.ErrorMessage);
            Check(request, call.ResponseStream.Current.InferResponse);
        }

        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    /// <summary>Over the gateway and over Scoring's own port in turn.</summary>
    public async Task RestAsync(int i)
    {
        var (status, body) = await local.SendAsync(
            HttpMethod.Post,
            i % 2 == 0 ? local.Rest : local.ScoringRest,
            $"/v2/models/{Model}/infer",
            $$"""{"id":"{{i}}","inputs":[{"name":"a","datatype":"FP32","shape":[1,1],"data":[{{i % 100}}]},{"name":"b","datatype":"FP32","shape":[1,1],"data":[1]}]}""");

        Assert.True(status == 200, body.GetRawText());
        Assert.Equal(Right(i % 100, 1, body.GetProperty("model_version").GetString()!), body.GetProperty("outputs")[0].GetProperty("data")[0].GetSingle());
    }

    public async Task RecordsAsync(int i)
    {
        var request = new ScoreRequest { Model = Model, Records = new Records() };
        request.Records.Columns.Add(new Column { Name = "a", Doubles = new Doubles { Values = { i % 100, 2 } } });
        request.Records.Columns.Add(new Column { Name = "b", Doubles = new Doubles { Values = { 1, 1 } } });

        var answer = await scoring.ScoreAsync(request);

        Assert.Equal([Right(i % 100, 1, answer.Version), Right(2, 1, answer.Version)], answer.Predictions[0].Floats.Values);
    }

    /// <summary>Of another model, whose features are fetched.</summary>
    public async Task KeysAsync(int i)
    {
        var keys = new Column { Name = "sample_id", Strings = new Strings { Values = { "000001", "000101" } } };

        var answer = await scoring.ScoreAsync(new ScoreRequest { Model = "iris", EntityKeys = new EntityKeys { Columns = { keys } } });

        Assert.Equal(["setosa", "virginica"], answer.Predictions[0].Strings.Values);
    }

    private static ModelInferRequest Request(int i)
    {
        var rows = 1 + (i % 40);
        var request = new ModelInferRequest { ModelName = Model, Id = i.ToString(CultureInfo.InvariantCulture) };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "a", Datatype = "FP32", Shape = { rows, 1 } });
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "b", Datatype = "FP32", Shape = { rows, 1 } });
        request.RawInputContents.Add(Floats(Enumerable.Range(i % 1000, rows)));
        request.RawInputContents.Add(Floats(Enumerable.Repeat(i % 7, rows)));
        return request;
    }

    private static void Check(ModelInferRequest request, ModelInferResponse answer)
    {
        Assert.Equal(request.Id, answer.Id);
        var (a, b) = (Values(request.RawInputContents[0]), Values(request.RawInputContents[1]));
        Assert.Equal(a.Zip(b, (x, y) => Right(x, y, answer.ModelVersion)), Values(answer.RawOutputContents[0]));
    }

    private static ByteString Floats(IEnumerable<int> values) => ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values.Select(v => (float)v).ToArray()));

    private static float[] Values(ByteString bytes) => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();

    private static float Right(float a, float b, string version) => (a * int.Parse(version, CultureInfo.InvariantCulture)) + b;
}
