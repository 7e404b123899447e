using System.Net;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Store;
using FedMl.ScoringEngine.Tests.Admission;
using FedMl.Tests.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>The parameter <c>priority</c> of a request over REST.</summary>
public sealed class RequestPriorityTests
{
    private const float NearlyEndless = 1e12f;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LowerPriority_RunsFirstInTheModelsLine(bool rest)
    {
        await using var host = await RunningScoring.StartAsync(
            r => r.Publish("spin", "1", ("model.onnx", Graphs.Spinning())),
            "--ScoringEngine:Models:spin:MaxConcurrency", "1", "--ScoringEngine:Models:spin:Batching:Mode", "Off");
        using var use = host.Services.GetRequiredService<ModelStore>().Acquire("spin", "");
        var line = use.Model.Runs.Line;
        using var gone = new CancellationTokenSource();
        using var first = use.Model.TryNewRun(1)!;
        BitConverter.TryWriteBytes(first.Input(0), NearlyEndless);
        var running = Task.Run(() => first.ExecuteAsync(gone.Token).AsTask());
        await RunningScoring.UntilAsync(() => Task.FromResult(line.Running == 1));
        using var goesToo = new CancellationTokenSource();
        var worse = AskAsync(300, NearlyEndless, goesToo.Token);
        await RunningScoring.UntilAsync(() => Task.FromResult(line.Waiting == 1));
        var better = AskAsync(299, 1, CancellationToken.None);
        await RunningScoring.UntilAsync(() => Task.FromResult(line.Waiting == 2));

        await gone.CancelAsync();

        // The one that came first runs for ever.
        await better.WaitAsync(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await goesToo.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => worse);

        async Task AskAsync(int priority, float x, CancellationToken cancellationToken)
        {
            if (!rest)
            {
                var message = DoorHost.Request(x);
                message.ModelName = "spin";
                message.Parameters["priority"] = new InferParameter { Int64Param = priority };
                await host.Inference.ModelInferAsync(message, cancellationToken: cancellationToken);
                return;
            }

            var json = $"{{\"parameters\":{{\"priority\":{priority}}}," + DoorHost.Json(x)[1..];
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Rest, "/v2/models/spin/infer")) { Content = new StringContent(json) };
            using var answer = await host.Http.SendAsync(request, cancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("2147483647", null)]
    [InlineData("2147483648", "parameters.priority: must be a whole number from 0 to 2147483647")]
    [InlineData("-1", "parameters.priority: must be a whole number")]
    [InlineData("1.5", "parameters.priority: must be a whole number")]
    [InlineData("\"1\"", "parameters.priority: must be a whole number")]
    [InlineData("1,\"priority\":2", "parameters.priority")]
    public async Task Priority_ThatIsNone_IsNamed(string priority, string? told)
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("same", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 1))));

        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v2/models/same/infer", $"{{\"parameters\":{{\"priority\":{priority}}}," + DoorHost.Json(1)[1..]);

        Assert.Equal(told is null ? 200 : 400, status);
        Assert.Contains(told ?? "\"data\":[1", body, StringComparison.Ordinal);
    }
}
