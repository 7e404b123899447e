using System.IO.Compression;
using FedMl.Protos.Inference;
using FedMl.Scoring;
using FedMl.Scoring.Admission;
using FedMl.ScoringEngine.Admission;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class InferenceDoorTests
{
    [Fact]
    public async Task TimeInLine_IsTakenFromTheDeadline()
    {
        using var door = new TestDoor(limit: 1);
        var inside = door.Enter();
        string? told = null;
        var entering = EnterAsync(door, "1S", context =>
        {
            told = context.Request.Headers.GrpcTimeout;
            return Task.CompletedTask;
        });
        await RunningScoring.UntilAsync(() => Task.FromResult(door.Control.State.Waiting == 1));
        door.Pass(300);
        inside.Dispose();
        await entering;

        Assert.Equal("700000u", told);
        Assert.Equal(new AdmissionState(1, 0, 0, 0), door.Control.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndpointThatThrows_LeavesItsPlace(bool atOnce)
    {
        using var door = new TestDoor(limit: 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => EnterAsync(door, null, async _ =>
        {
            if (!atOnce)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException();
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => EnterAsync(door, null, _ => throw new InvalidOperationException()));

        Assert.Equal(new AdmissionState(1, 0, 0, 0), door.Control.State);
    }

    [Fact]
    public async Task Endpoint_HoldsItsPlaceUntilItHasAnswered()
    {
        using var door = new TestDoor(limit: 1);
        var answered = new TaskCompletionSource();
        var entering = EnterAsync(door, null, _ => answered.Task);
        await RunningScoring.UntilAsync(() => Task.FromResult(door.Control.State.InFlight == 1));
        Assert.True(door.Control.State.BytesHeld > 0);
        answered.SetResult();
        await entering;

        Assert.Equal(new AdmissionState(1, 0, 0, 0), door.Control.State);
    }

    [Theory]
    [InlineData(null, 10, 10)]
    [InlineData("identity", 10, 10)]
    [InlineData("gzip", 1, 1032)]
    [InlineData("gzip", 100, 50_000)]
    public void WeightOf_ACompressedMessage_IsWhatItCanBecome(string? encoding, long bytes, long weight)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.GrpcEncoding = encoding;
        Assert.Equal(weight, new GrpcDoorway(ScoringMetrics.Infer, 50_000, hasParameters: true).WeightOf(context.Request, bytes));
    }

    [Fact]
    public async Task CompressedBodies_AreAnsweredAndWeighWhatTheyCanBecome()
    {
        await using var host = await DoorHost.StartAsync();
        host.Fill();
        var request = DoorHost.Request(new float[1000]);
        var grpc = host.Scoring.Inference.ModelInferAsync(request, new Metadata { { "grpc-internal-encoding-request", "gzip" } }).ResponseAsync;
        await host.UntilAsync(s => s.Waiting == 1);
        Assert.InRange(host.Control.State.BytesHeld, request.CalculateSize() + 1, 1_000_000);

        using var body = new MemoryStream();
        await using (var gzip = new GZipStream(body, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes(DoorHost.Json(5)));
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Scoring.Rest, "/v2/models/same/infer")) { Content = new ByteArrayContent(body.ToArray()) };
        message.Content.Headers.ContentEncoding.Add("gzip");
        var before = host.Control.State.BytesHeld;
        var rest = host.Http.SendAsync(message, CancellationToken.None);
        await host.UntilAsync(s => s.Waiting == 2);
        Assert.Equal(1032 * body.Length, host.Control.State.BytesHeld - before);

        host.GiveAll();
        Assert.Equal(1000, DoorHost.Answer(await grpc).Length);
        using var answer = await rest;
        Assert.Equal(200, (int)answer.StatusCode);
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    private static Task EnterAsync(TestDoor door, string? timeout, RequestDelegate next)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.GrpcTimeout = timeout;
        context.Request.Body = new MemoryStream(RawCall.Frame(new ModelInferRequest { ModelName = "m" }));
        return new InferenceDoor(next, new GrpcDoorway(ScoringMetrics.Infer, 1000, hasParameters: true), door.Control, door.Time).EnterAsync(context);
    }
}
