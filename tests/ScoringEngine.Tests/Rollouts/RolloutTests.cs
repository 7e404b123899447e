using System.Globalization;
using System.Text;
using System.Text.Json;
using FedMl.Protos.Inference;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Store;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ScoringEngine.Tests.Rollouts;

public sealed class RolloutTests : IAsyncLifetime
{
    private const string Body = """{"inputs":[{"name":"a","datatype":"FP32","shape":[1,1],"data":[3]},{"name":"b","datatype":"FP32","shape":[1,1],"data":[0]}]}""";

    private RunningScoring host = null!;

    public async Task InitializeAsync()
    {
        host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", Weighted.Files(1));
            r.Publish("m", "2", Weighted.Files(2));
            r.SetAlias("m", "champion", "1");
            r.SetRollout("m", Divided(("1", 70), ("2", 30)));
        });
        await host.UntilStateAsync("m", "2", ModelState.Ready);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Requests_WithoutAKey_AreDividedByWeight_AndNameTheVersionThatAnswered()
    {
        var versions = new List<string>();
        for (var i = 0; i < 1000; i++)
        {
            versions.Add(await ScoreAsync(""));
        }

        // 300 are expected, with a standard deviation of 14.5: ten of these are beyond any luck.
        Assert.InRange(versions.Count(v => v == "2"), 155, 445);
    }

    [Fact]
    public async Task Requests_WithTheSameKey_GoToTheSameVersionOnEveryWay()
    {
        foreach (var key in Enumerable.Range(0, 40).Select(i => $"customer {i}"))
        {
            var right = RoutingKey.Of(key, "").Slot < 70 ? "1" : "2";

            Assert.Equal(right, await ScoreAsync(key));
            Assert.Equal(right, await InferAsync(key));
            Assert.Equal(right, await RestAsync(key));
        }
    }

    [Fact]
    public async Task Keys_OfAVersionWhoseShareGrows_StayWithIt()
    {
        string[] keys = [.. Enumerable.Range(0, 200).Select(i => $"customer {i}")];
        var before = await VersionsOfAsync(keys);
        Publish(Divided(("1", 40), ("2", 60)));
        await UntilWeightAsync("2", 60);

        var after = await VersionsOfAsync(keys);

        Assert.All(keys.Where(k => before[k] == "2"), k => Assert.Equal("2", after[k]));
        Assert.Contains(keys, k => before[k] != after[k]);
    }

    [Fact]
    public async Task Requests_ThatNameAVersionOrAlias_AreNotDivided()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("1", (await host.Scoring.ScoreAsync(Request("1"))).Version);
            var aliased = Request("");
            aliased.Alias = "champion";
            Assert.Equal("1", (await host.Scoring.ScoreAsync(aliased)).Version);
        }
    }

    [Fact]
    public async Task Rollout_OfAVersionThatCannotBeLoaded_LeavesItsShareToTheDefault()
    {
        host.Registry.Publish("m", "3", ("model.onnx", Encoding.UTF8.GetBytes("no graph")));
        Publish(Divided(("3", 60), ("2", 40)));
        await host.UntilStateAsync("m", "3", ModelState.Failed);
        await UntilWeightAsync("2", 40);

        Assert.Equal(60, (await host.StatusAsync("m", "1"))!.Weight);
        Assert.Equal(["1", "2"], (await VersionsOfAsync([.. Enumerable.Range(0, 50).Select(i => $"{i}")])).Values.Distinct().Order());
    }

    [Fact]
    public async Task Rollout_ThatEnds_LeavesAllToTheDefault()
    {
        Publish(null);
        await UntilWeightAsync("1", 100);

        Assert.Equal(["1"], (await VersionsOfAsync([.. Enumerable.Range(0, 50).Select(i => $"{i}")])).Values.Distinct());
        Assert.Equal(0, (await host.StatusAsync("m", "2"))!.Weight);
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, "INPUT_INVALID")]
    public async Task Key_AtTheLimit_PassesAndOneByteMoreDoesNot(int length, string? reason)
    {
        var key = new string('k', length);
        if (reason is null)
        {
            Assert.Equal(await ScoreAsync(key), await RestAsync(key));
            Assert.Equal(await ScoreAsync(key), await InferAsync(key));
            return;
        }

        await Extensions.Refusal.OfAsync(StatusCode.InvalidArgument, reason, () => ScoreAsync(key));
        await Extensions.Refusal.OfAsync(StatusCode.InvalidArgument, reason, () => InferAsync(key));
        Assert.Equal(400, (await PostAsync(key)).Status);
    }

    [Fact]
    public void TryAcquire_OfADividedModel_TakesNoMemory()
    {
        var store = host.Services.GetRequiredService<ModelStore>();
        Take(store);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Take(store);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Take(ModelStore store)
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(store.TryAcquire("m", "", out var use));
            use.Dispose();
        }
    }

    private static Rollout Divided(params (string Version, int Weight)[] weights) =>
        new() { Weights = { weights.Select(w => new VersionWeight { Version = w.Version, Weight = w.Weight }) } };

    private static ScoreRequest Request(string version) => Weighted.Records(version, Weighted.Doubles("a", 3), Weighted.Doubles("b", 0));

    private void Publish(Rollout? rollout) => host.Registry.SetRollout("m", rollout);

    private Task UntilWeightAsync(string version, int weight) => RunningScoring.UntilAsync(async () => (await host.StatusAsync("m", version))?.Weight == weight);

    private async Task<Dictionary<string, string>> VersionsOfAsync(string[] keys)
    {
        var versions = new Dictionary<string, string>();
        foreach (var key in keys)
        {
            versions[key] = await ScoreAsync(key);
        }

        return versions;
    }

    // Every answer is held against the version that it names.
    private async Task<string> ScoreAsync(string key)
    {
        var request = Request("");
        request.ClearVersion();
        request.RoutingKey = key;
        var answer = await host.Scoring.ScoreAsync(request);
        return Checked(answer.Version, answer.Predictions[0].Floats.Values[0]);
    }

    private async Task<string> InferAsync(string key)
    {
        var request = new ModelInferRequest { ModelName = "m" };
        request.Parameters["routing_key"] = new InferParameter { StringParam = key };
        foreach (var (name, value) in new[] { ("a", 3f), ("b", 0f) })
        {
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = "FP32", Shape = { 1, 1 }, Contents = new InferTensorContents { Fp32Contents = { value } } });
        }

        var answer = await host.Inference.ModelInferAsync(request);
        return Checked(answer.ModelVersion, BitConverter.ToSingle(answer.RawOutputContents[0].Span));
    }

    private async Task<string> RestAsync(string key)
    {
        var (status, body) = await PostAsync(key);
        Assert.Equal(200, status);
        var answer = JsonDocument.Parse(body).RootElement;
        return Checked(answer.GetProperty("model_version").GetString()!, answer.GetProperty("outputs")[0].GetProperty("data")[0].GetSingle());
    }

    private async Task<(int Status, string Body)> PostAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Rest, "/v2/models/m/infer")) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Fedml-Routing-Key", key);
        using var response = await host.Http.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Checked(string version, float answer)
    {
        Assert.Equal(3 * int.Parse(version, CultureInfo.InvariantCulture), answer);
        return version;
    }
}
