using System.Net;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Admission;
using FedMl.ScoringEngine.Tests.Extensions;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Prometheus;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class DoorTests
{
    [Fact]
    public async Task Full_EveryCallThatScores_IsRefusedWithReasonAndTimeToComeBack()
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 0);
        host.Fill();
        foreach (var call in new Func<Task>[]
        {
            () => host.Scoring.Inference.ModelInferAsync(DoorHost.Request(1)).ResponseAsync,
            () => host.Scoring.Scoring.ScoreAsync(Weighted.Records("1", Weighted.Doubles("a", 1), Weighted.Doubles("b", 1))).ResponseAsync,
        })
        {
            var error = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(Grpc.Core.StatusCode.ResourceExhausted, error.StatusCode);
            Assert.Equal("0 requests wait already.", error.Status.Detail);
            Assert.Equal(("OVERLOADED", "fedml"), (error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Domain));
            Assert.True(error.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        }

        foreach (var path in new[] { "/v2/models/same/infer", "/v2/models/same/versions/1/infer" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Scoring.Rest, path)) { Content = new StringContent(DoorHost.Json(1)) };
            using var answer = await host.Http.SendAsync(request, CancellationToken.None);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
            Assert.Equal("""{"error":"0 requests wait already."}""", await answer.Content.ReadAsStringAsync());
        }

        host.GiveAll();
        Assert.Equal<IEnumerable<float>>([1], DoorHost.Answer(await host.Scoring.Inference.ModelInferAsync(DoorHost.Request(1))));
        Assert.Equal(200, (await host.Scoring.SendAsync(HttpMethod.Post, "/v2/models/same/infer", DoorHost.Json(1))).Status);
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task Full_HealthMetadataAndStatus_AreAnswered()
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 0);
        host.Fill();
        var inference = host.Scoring.Inference;
        Assert.True((await inference.ServerLiveAsync(new ServerLiveRequest())).Live);
        Assert.True((await inference.ServerReadyAsync(new ServerReadyRequest())).Ready);
        Assert.True((await inference.ModelReadyAsync(new ModelReadyRequest { Name = "same" })).Ready);
        await inference.ServerMetadataAsync(new ServerMetadataRequest());
        await inference.ModelMetadataAsync(new ModelMetadataRequest { Name = "same" });
        await inference.ModelConfigAsync(new ModelConfigRequest { Name = "same" });
        await inference.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "same" });
        await host.Scoring.Scoring.ListModelStatusesAsync(new ListModelStatusesRequest());
        var health = await new Health.HealthClient(host.Scoring.Channel).CheckAsync(new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        foreach (var path in new[] { "/v2", "/v2/health/live", "/v2/health/ready", "/v2/models", "/v2/models/same", "/v2/models/same/ready", "/health/live", "/health/ready" })
        {
            Assert.Equal(200, (await host.Scoring.SendAsync(HttpMethod.Get, path)).Status);
        }

        Assert.Equal(0, host.Control.State.Waiting);
    }

    [Fact]
    public async Task Full_LargeMessage_IsRefusedBeforeItComes_ByOneFrameThatEndsTheCall()
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 0);
        host.Fill();
        using var call = RawCall.Start(host.Http, host.Scoring, DoorHost.ModelInfer);

        // A message of 128 KiB is coming.
        await call.SendAsync(new byte[] { 0, 0, 2, 0, 0 });
        using var answer = await call.Answer;

        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("8", answer.Headers.GetValues("grpc-status").Single());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(answer.TrailingHeaders);
    }

    [Fact]
    public async Task Full_LargeBody_IsRefusedBeforeItIsAskedFor()
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 0);
        host.Fill();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(host.Scoring.Rest.Host, host.Scoring.Rest.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v2/models/same/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {1 << 20}\r\nExpect: 100-continue\r\n\r\n"));

        using var reader = new StreamReader(socket.GetStream());

        Assert.Equal("HTTP/1.1 503 Service Unavailable", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Waiting_IsAnsweredWhenThereIsRoom()
    {
        await using var host = await DoorHost.StartAsync();
        host.Fill();
        var grpc = host.Scoring.Inference.ModelInferAsync(DoorHost.Request(5)).ResponseAsync;
        var score = host.Scoring.Scoring.ScoreAsync(Weighted.Records("1", Weighted.Doubles("a", 1), Weighted.Doubles("b", 1))).ResponseAsync;
        var rest = host.Scoring.SendAsync(HttpMethod.Post, "/v2/models/same/infer", DoorHost.Json(6));
        await host.UntilAsync(s => s.Waiting == 3);
        Assert.True(host.Control.State.BytesHeld > 0);

        host.GiveOne();

        Assert.Equal<IEnumerable<float>>([5], DoorHost.Answer(await grpc));
        Assert.Equal(3, (await score).Predictions[0].Floats.Values[0]);
        Assert.Equal(200, (await rest).Status);
        host.GiveAll();
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waiting_ABetterPriorityTakesThePlaceOfAWorse(bool rest)
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 1);
        async Task<string> AskAsync(int priority)
        {
            if (rest)
            {
                var json = $"{{\"parameters\":{{\"priority\":{priority}}}," + DoorHost.Json(1)[1..];
                return (await host.Scoring.SendAsync(HttpMethod.Post, "/v2/models/same/infer", json)).Status == 200 ? "answered" : "refused";
            }

            var request = DoorHost.Request(1);
            request.Parameters["priority"] = new InferParameter { Int64Param = priority };
            try
            {
                await host.Scoring.Inference.ModelInferAsync(request);
                return "answered";
            }
            catch (RpcException exception) when (exception.StatusCode == Grpc.Core.StatusCode.ResourceExhausted)
            {
                return "refused";
            }
        }

        host.Fill();
        var plain = AskAsync(0);
        await host.UntilAsync(s => s.Waiting == 1);
        Assert.Equal("refused", await AskAsync(host.Control.DefaultPriority));
        Assert.False(plain.IsCompleted);

        var better = AskAsync(host.Control.DefaultPriority - 1);

        Assert.Equal("refused", await plain);
        Assert.False(better.IsCompleted);
        host.GiveOne();
        Assert.Equal("answered", await better);
    }

    [Fact]
    public async Task Waiting_DeadlineThatPasses_IsAnsweredUnrun()
    {
        await using var host = await DoorHost.StartAsync();
        host.Fill();
        using var call = RawCall.Start(host.Http, host.Scoring, DoorHost.ModelInfer, "100m");
        await call.SendAsync(RawCall.Frame(DoorHost.Request(1)));
        call.End();

        Assert.Equal("4", await call.StatusAsync());
        Assert.Equal(0, host.Control.State.Waiting);
    }

    [Fact]
    public async Task Waiting_CallerThatGoes_LeavesTheLine()
    {
        await using var host = await DoorHost.StartAsync();
        host.Fill();
        using var gone = new CancellationTokenSource();
        var call = host.Scoring.Inference.ModelInferAsync(DoorHost.Request(1), cancellationToken: gone.Token).ResponseAsync;
        await host.UntilAsync(s => s.Waiting == 1);

        await gone.CancelAsync();

        Assert.Equal(Grpc.Core.StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        await host.UntilAsync(s => s is { Waiting: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task ModelThatFails_LeavesItsPlace()
    {
        await using var host = await DoorHost.StartAsync();
        var request = DoorHost.Request(1);
        request.ModelName = "nobody";
        for (var i = 0; i < 2 * host.Control.State.Limit; i++)
        {
            await Refusal.OfAsync(Grpc.Core.StatusCode.NotFound, "MODEL_NOT_FOUND", () => host.Scoring.Inference.ModelInferAsync(request).ResponseAsync);
            Assert.Equal(404, (await host.Scoring.SendAsync(HttpMethod.Post, "/v2/models/nobody/infer", DoorHost.Json(1))).Status);
        }

        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task Metrics_TellLimitAndRefusals()
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 0);
        host.Fill();
        await Assert.ThrowsAsync<RpcException>(() => host.Scoring.Inference.ModelInferAsync(DoorHost.Request(1)).ResponseAsync);
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        var lines = Encoding.UTF8.GetString(text.ToArray());

        foreach (var name in new[] { "limit", "in_flight", "waiting", "bytes", "refused_total{cause=\"line\"}" })
        {
            Assert.Contains("\nfedml_admission_" + name + " ", lines, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Options_ThatLetNoLargestMessageIn_DoNotStart()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => RunningScoring.StartAsync(null, "--Scoring:Admission:MaxBytes", "1048576"));
        Assert.Contains("Scoring:Admission:MaxBytes", error.ToString(), StringComparison.Ordinal);
        error = await Assert.ThrowsAnyAsync<Exception>(() => RunningScoring.StartAsync(null, "--Scoring:Admission:MaxWaiting", "-1"));
        Assert.Contains("MaxWaiting", error.ToString(), StringComparison.Ordinal);
        error = await Assert.ThrowsAnyAsync<Exception>(() => RunningScoring.StartAsync(null, "--Scoring:Admission:MaxWating", "1"));
        Assert.Contains("MaxWating", error.ToString(), StringComparison.Ordinal);
    }
}
