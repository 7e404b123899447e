using System.Collections.Concurrent;
using System.Diagnostics;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Admission;
using FedMl.Tests.Onnx;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>More requests than the box can serve, sent without waiting for answers. What depends on speed is told, not asserted.</summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int MaxInFlight = 8;
    private const int MaxBytes = 64 * 1024;

    // Each 2 KiB, so that bytes are a limit too.
    private const int Rows = 512;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task TwiceAndTenTimesTheCapacity_EveryRequestIsAnsweredRightOrRefused()
    {
        await using var host = await RunningScoring.StartAsync(
            r => r.Publish("slow", "1", ("model.onnx", Graphs.Spinning())),
            "--ScoringEngine:Models:slow:Batching:Mode", "Off",
            "--Limits:MaxMessageBytes", "16384",
            "--Scoring:Admission:MaxInFlight", $"{MaxInFlight}",
            "--Scoring:Admission:MaxBytes", $"{MaxBytes}");
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        using var channel = GrpcChannel.ForAddress($"http://{host.Channel.Target}", new GrpcChannelOptions { HttpHandler = handler });
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var control = host.Services.GetRequiredService<AdmissionControl>();
        var rounds = await RoundsOfAsync(client, TimeSpan.FromMilliseconds(8));
        using var watch = new Watch(control, Math.Max(MaxInFlight, Environment.ProcessorCount));

        var peak = await CapacityAsync(client, rounds);
        output.WriteLine($"capacity {peak:F0}/s with runs of {rounds} rounds");
        foreach (var load in new[] { 2, 10 })
        {
            var tally = await OfferAsync(client, rounds, load * peak);
            var goodput = tally.Answered.Count / Period.TotalSeconds;
            output.WriteLine(
                $"{load} ×: goodput {goodput / peak:P0} of capacity; answered {tally.Answered.Count} p50 {At(tally.Answered, 0.5):F1} p99 {At(tally.Answered, 0.99):F1} ms, " +
                $"refused {tally.Refused.Count} p50 {At(tally.Refused, 0.5):F2} p99 {At(tally.Refused, 0.99):F2} ms");

            Assert.Empty(tally.Wrong);
            Assert.Equal(tally.Sent, tally.Answered.Count + tally.Refused.Count);
            Assert.NotEmpty(tally.Answered);
        }

        // All at once are more bytes than may be held, however fast the box is.
        var burst = await OfferAtOnceAsync(client, rounds, 20 * MaxBytes / (Rows * sizeof(float)));
        Assert.Empty(burst.Wrong);
        Assert.Equal(burst.Sent, burst.Answered.Count + burst.Refused.Count);
        Assert.NotEmpty(burst.Answered);
        Assert.NotEmpty(burst.Refused);

        output.WriteLine($"most in flight {watch.InFlight}, most bytes held {watch.Bytes}");
        Assert.Empty(watch.Faults);
        await RunningScoring.UntilAsync(() => Task.FromResult(control.State is { InFlight: 0, Waiting: 0, BytesHeld: 0 }));
        Assert.Null(await FaultOfAsync(client, 1));
    }

    /// <summary>Rounds of the model's loop that take about as long.</summary>
    private static async Task<float> RoundsOfAsync(GRPCInferenceService.GRPCInferenceServiceClient client, TimeSpan time)
    {
        for (var rounds = 100f; ; rounds *= 1.5f)
        {
            var best = TimeSpan.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                var began = Stopwatch.GetTimestamp();
                Assert.Null(await FaultOfAsync(client, rounds));
                best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            }

            if (best >= time)
            {
                return rounds;
            }
        }
    }

    /// <summary>Answers a second where each of a few callers waits for its answer.</summary>
    private static async Task<double> CapacityAsync(GRPCInferenceService.GRPCInferenceServiceClient client, float rounds)
    {
        var answered = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, MaxInFlight).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < Period)
            {
                Assert.Null(await FaultOfAsync(client, rounds));
                Interlocked.Increment(ref answered);
            }
        }));
        return answered / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<Tally> OfferAsync(GRPCInferenceService.GRPCInferenceServiceClient client, float rounds, double perSecond)
    {
        var tally = new Tally();
        List<Task> calls = [];
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < Period)
        {
            while (tally.Sent < elapsed.TotalSeconds * perSecond)
            {
                tally.Sent++;
                calls.Add(CallAsync(client, rounds + (tally.Sent % 7), tally));
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(calls);
        return tally;
    }

    private static async Task<Tally> OfferAtOnceAsync(GRPCInferenceService.GRPCInferenceServiceClient client, float rounds, int count)
    {
        var tally = new Tally { Sent = count };
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => CallAsync(client, rounds, tally)));
        return tally;
    }

    private static async Task CallAsync(GRPCInferenceService.GRPCInferenceServiceClient client, float rounds, Tally tally)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            if (await FaultOfAsync(client, rounds) is { } fault)
            {
                tally.Wrong.Add(fault);
            }
            else
            {
                tally.Answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        catch (RpcException exception) when (exception.StatusCode == Grpc.Core.StatusCode.ResourceExhausted
            && exception.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan() > TimeSpan.Zero)
        {
            tally.Refused.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (RpcException exception)
        {
            tally.Wrong.Add(exception.Status.ToString());
        }
    }

    /// <summary>Calls, and tells what is wrong with the answer; null: nothing.</summary>
    private static async Task<string?> FaultOfAsync(GRPCInferenceService.GRPCInferenceServiceClient client, float rounds)
    {
        var x = new float[Rows];
        x[^1] = rounds;
        var request = DoorHost.Request(x);
        request.ModelName = "slow";
        var response = await client.ModelInferAsync(request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(60));
        return DoorHost.Answer(response).SequenceEqual(x) ? null : "another answer";
    }

    private static double At(ConcurrentBag<double> values, double share) => values.IsEmpty ? 0 : values.Order().ElementAt((int)(share * (values.Count - 1)));

    private sealed class Tally
    {
        public int Sent { get; set; }

        public ConcurrentBag<double> Answered { get; } = [];

        public ConcurrentBag<double> Refused { get; } = [];

        public ConcurrentBag<string> Wrong { get; } = [];
    }

    /// <summary>Looks at the door all the time.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly Thread thread;
        private volatile bool ended;

        public Watch(AdmissionControl control, int maxInFlight)
        {
            thread = new Thread(() =>
            {
                while (!ended)
                {
                    var state = control.State;
                    (InFlight, Bytes) = (Math.Max(InFlight, state.InFlight), Math.Max(Bytes, state.BytesHeld));
                    if (state.InFlight > maxInFlight || state.Limit > maxInFlight || state.BytesHeld > MaxBytes)
                    {
                        Faults.Add(state.ToString());
                    }

                    Thread.SpinWait(2000);
                    Thread.Yield();
                }
            });
            thread.Start();
        }

        public int InFlight { get; private set; }

        public long Bytes { get; private set; }

        public ConcurrentBag<string> Faults { get; } = [];

        public void Dispose()
        {
            ended = true;
            thread.Join();
        }
    }
}
