using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.EndToEnd.Tests.Soak;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using Google.Protobuf;

namespace FedMl.EndToEnd.Tests.RollOut;

/// <summary>Requests that name no version, each held against the versions that may answer meanwhile and against what the one that did must give.</summary>
internal sealed class WatchedRequests(LocalProcess local)
{
    private readonly GRPCInferenceService.GRPCInferenceServiceClient inference = new(local.Channel);
    private readonly ScoringService.ScoringServiceClient scoring = new(local.Channel);
    private volatile ConcurrentBag<string> seen = [];

    /// <summary>Versions that may answer. To be widened before a change, and narrowed after it is in force.</summary>
    public IReadOnlyList<string> Allowed { get; set; } = [];

    /// <summary>Forgets the versions that answered, and waits until there are more answers.</summary>
    public async Task<IReadOnlySet<string>> NextAnswersAsync(int count)
    {
        var fresh = new ConcurrentBag<string>();
        seen = fresh;
        await LocalProcess.UntilAsync(() => Task.FromResult(fresh.Count >= count));
        return fresh.ToHashSet();
    }

    public Task InferAsync(int i) => WatchAsync(async () =>
    {
        var request = new ModelInferRequest { ModelName = Scored.Model };
        foreach (var (name, value) in new[] { ("a", (float)(i % 100)), ("b", 1f) })
        {
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = "FP32", Shape = { 1, 1 } });
            request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(new[] { value })));
        }

        var answer = await inference.ModelInferAsync(request);
        return (answer.ModelVersion, i % 100, BitConverter.ToSingle(answer.RawOutputContents[0].Span));
    });

    public Task ScoreAsync(int i) => WatchAsync(async () =>
    {
        var request = new ScoreRequest { Model = Scored.Model, Records = new Records(), RoutingKey = $"customer {i % 500}" };
        request.Records.Columns.Add(new Column { Name = "a", Doubles = new Doubles { Values = { i % 100 } } });
        request.Records.Columns.Add(new Column { Name = "b", Doubles = new Doubles { Values = { 1 } } });
        var answer = await scoring.ScoreAsync(request);
        return (answer.Version, i % 100, answer.Predictions[0].Floats.Values[0]);
    });

    public Task RestAsync(int i) => WatchAsync(async () =>
    {
        var (status, body) = await local.SendAsync(HttpMethod.Post, local.Rest, $"/v1/models/{Scored.Model}:score", $$"""{"records":[{"a":{{i % 100}},"b":1}]}""");
        Assert.True(status == 200, body.GetRawText());
        return (body.GetProperty("version").GetString()!, i % 100, body.GetProperty("predictions")[0].GetProperty("score").GetSingle());
    });

    private async Task WatchAsync(Func<Task<(string Version, float A, float Answer)>> ask)
    {
        var before = Allowed;
        var into = seen;
        var (version, a, answer) = await ask();
        Assert.Contains(version, before.Concat(Allowed));
        Assert.Equal((a * int.Parse(version, CultureInfo.InvariantCulture)) + 1, answer);
        into.Add(version);
    }
}
