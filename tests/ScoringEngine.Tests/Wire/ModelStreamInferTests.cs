using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests.Wire;

public sealed class ModelStreamInferTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(
        r =>
        {
            r.Publish("spin", "1", ("model.onnx", Graphs.Spinning()));
            r.Publish("even", "1", ("model.onnx", Graphs.OnlyEvenRows()));
            r.Publish("leaky", "1", ("model.onnx", Graphs.OnlyEvenRows()));
            r.Publish("texts", "1", ("model.onnx", Graphs.Identity(Element.String, -1)));
        },
        "--ScoringEngine:Models:spin:Batching:Mode",
        "On");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task ManyRequests_AreAnsweredInOrder_WhateverWayTheyGo()
    {
        using var call = host.Inference.ModelStreamInfer();
        const int count = 2000;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < count; i++)
            {
                await call.RequestStream.WriteAsync((i % 3) switch
                {
                    0 => Floats("spin", i, -(float)i),
                    // Some take long, so that those behind them are finished first.
                    1 => Floats("spin", i, i % 100 == 1 ? 20_000 : 3),
                    _ => Text(i),
                });
            }

            await call.RequestStream.CompleteAsync();
        });

        for (var i = 0; i < count; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext());
            var answer = call.ResponseStream.Current.InferResponse;
            Assert.Equal((i.ToString(CultureInfo.InvariantCulture), ""), (answer.Id, call.ResponseStream.Current.ErrorMessage));
            var bytes = answer.RawOutputContents[0].ToByteArray();
            Assert.Equal(i % 3 == 2 ? [4, 0, 0, 0, .. "text"u8] : BitConverter.GetBytes(i % 3 == 0 ? -(float)i : i % 100 == 1 ? 20_000 : 3), bytes);
        }

        Assert.False(await call.ResponseStream.MoveNext());
        await writing;
    }

    [Fact]
    public async Task ServerStops_WhatWasReadIsAnswered_AndTheCallerToldToTryElsewhere()
    {
        using var idle = host.Inference.ModelStreamInfer();
        await idle.RequestStream.WriteAsync(Floats("spin", 1, 1));
        Assert.True(await idle.ResponseStream.MoveNext());
        using var busy = host.Inference.ModelStreamInfer();
        for (var i = 0; i < 20; i++)
        {
            await busy.RequestStream.WriteAsync(Floats("spin", i, 10_000));
        }

        Assert.True(await busy.ResponseStream.MoveNext());

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        var refused = await Assert.ThrowsAsync<RpcException>(() => idle.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.Unavailable, "SHUTTING_DOWN"), (refused.StatusCode, refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        var answered = 1;
        refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await busy.ResponseStream.MoveNext())
            {
                Assert.Equal($"{answered++}", busy.ResponseStream.Current.InferResponse.Id);
            }
        });
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    [Fact]
    public async Task OneRequestThatFails_IsToldWithItsId_AndTheStreamGoesOn()
    {
        using var call = host.Inference.ModelStreamInfer();
        await call.RequestStream.WriteAsync(Floats("none", 1, 1));
        await call.RequestStream.WriteAsync(Floats("even", 2, 1, 2, 3));
        await call.RequestStream.WriteAsync(Floats("even", 3, 1, 2));
        await call.RequestStream.CompleteAsync();

        var answers = await call.ResponseStream.ReadAllAsync().ToListAsync();

        Assert.Equal(["1", "2", "3"], answers.Select(a => a.InferResponse.Id));
        Assert.StartsWith("[MODEL_NOT_FOUND] Request for unknown model", answers[0].ErrorMessage, StringComparison.Ordinal);
        Assert.StartsWith("[MODEL_RUN_FAILED]", answers[1].ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("", answers[2].ErrorMessage);
    }

    [Fact]
    public async Task AnswerIsSent_WhileTheClientKeepsTheStreamOpen()
    {
        using var call = host.Inference.ModelStreamInfer();
        for (var i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(Floats("spin", i, -i));
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), call.ResponseStream.Current.InferResponse.Id);
        }
    }

    [Fact]
    public async Task CallerWhoGoes_EndsItsRuns()
    {
        using var gone = new CancellationTokenSource();
        using (var call = host.Inference.ModelStreamInfer(cancellationToken: gone.Token))
        {
            await call.RequestStream.WriteAsync(Floats("spin", 1, 1e12f));
            await call.RequestStream.WriteAsync(Floats("spin", 2, 1e12f));
            await gone.CancelAsync();
            await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());
        }

        // Its places are free again: as many as cores would hang for ever else.
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal("0", (await host.Inference.ModelInferAsync(Floats("spin", 0, 1))).Id);
        }
    }

    [Fact]
    public async Task MalformedMessage_EndsTheStreamWithItsReason()
    {
        var raw = Marshallers.Create<byte[]>(b => b, b => b);
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "inference.GRPCInferenceService", "ModelStreamInfer", raw, raw);
        using var call = host.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);
        await call.RequestStream.WriteAsync([0x0A, 0x7F, 0x01]);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext());

        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task UnaryCallWithTwoMessages_HoldsNoModelForEver()
    {
        var message = Floats("leaky", 1, 1, 2).ToByteArray();
        byte[] frame = [0, 0, 0, 0, (byte)message.Length, .. message];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{host.Channel.Target}/inference.GRPCInferenceService/ModelInfer"))
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. frame, .. frame]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using (var response = await host.Http.SendAsync(request, CancellationToken.None))
        {
            await response.Content.ReadAsStringAsync();
            var headers = response.TrailingHeaders.Concat(response.Headers).ToDictionary(h => h.Key, h => h.Value.First());
            Assert.NotEqual("0", headers["grpc-status"]);
        }

        host.Registry.Remove("leaky");

        await RunningScoring.UntilAsync(async () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var metrics = new MemoryStream();
            await Prometheus.Metrics.DefaultRegistry.CollectAndExportAsTextAsync(metrics);
            return !Encoding.UTF8.GetString(metrics.ToArray()).Contains("fedml_model_info{model=\"leaky\"", StringComparison.Ordinal);
        });
    }

    private static ModelInferRequest Floats(string model, int id, params float[] x) => new()
    {
        ModelName = model,
        Id = id.ToString(CultureInfo.InvariantCulture),
        Inputs = { new InputTensor { Name = "x", Datatype = "FP32", Shape = { x.Length, 1 } } },
        RawInputContents = { ByteString.CopyFrom([.. x.SelectMany(BitConverter.GetBytes)]) },
    };

    private static ModelInferRequest Text(int id) => new()
    {
        ModelName = "texts",
        Id = id.ToString(CultureInfo.InvariantCulture),
        Inputs = { new InputTensor { Name = "x", Datatype = "BYTES", Shape = { 1 }, Contents = new InferTensorContents { BytesContents = { ByteString.CopyFromUtf8("text") } } } },
    };
}
