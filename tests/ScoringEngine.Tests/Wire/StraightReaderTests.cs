using System.Buffers;
using FedMl.Protos.Inference;
using FedMl.Scoring.Grpc;
using FedMl.Scoring.Grpc.Wire;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using static FedMl.ScoringEngine.Tests.Wire.InferRequests;
using AskedOutput = FedMl.Protos.Inference.ModelInferRequest.Types.InferRequestedOutputTensor;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests.Wire;

/// <summary>The straight way holds itself against the generated message: it answers alike, or it steps aside.</summary>
public sealed class StraightReaderTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(
        r =>
        {
            foreach (var (element, datatype, _) in Numbers)
            {
                r.Publish("same-" + datatype, "1", ("model.onnx", Graphs.Identity(element, -1, 2)));
            }

            r.Publish("simple", "1", ("model.onnx", Graphs.SumAndDifference()));
            r.Publish("fixed", "1", ("model.onnx", Graphs.Identity(Element.Float, 3, 2)));
            r.Publish("texts", "1", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
        },
        "--ScoringEngine:MaxRows",
        "100");

    public async Task DisposeAsync() => await host.DisposeAsync();

    public static TheoryData<string, bool> Datatypes
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var (_, datatype, _) in Numbers)
            {
                data.Add(datatype, true);
                if (datatype != "FP16")
                {
                    data.Add(datatype, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task EveryDatatype_RawAndTyped_AnswersAsTheLongWay(string datatype, bool raw)
    {
        var random = new Random(7);
        for (var rows = 1; rows <= 100; rows += 9)
        {
            var request = Same(datatype, rows, raw, random);

            Assert.Equal(await AtLengthAsync(request), await StraightAsync(new ReadOnlySequence<byte>(request.ToByteArray())));
        }
    }

    [Fact]
    public async Task OrdersIdsVersionsAndOutputs_AnswerAsTheLongWay()
    {
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var request = Simple(random);

            Assert.Equal(await AtLengthAsync(request), await StraightAsync(new ReadOnlySequence<byte>(request.ToByteArray())));
        }
    }

    [Fact]
    public async Task BytesInManyBuffers_AnswerAsInOne()
    {
        var bytes = Simple(new Random(5)).ToByteArray();
        var whole = await StraightAsync(new ReadOnlySequence<byte>(bytes));
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            Assert.Equal(whole, await StraightAsync(Segment.Cut(bytes, cut)));
        }
    }

    public static TheoryData<string> Oddities => [.. Odd.Keys];

    private static readonly Dictionary<string, Action<ModelInferRequest>> Odd = new()
    {
        ["parameters"] = r => r.Parameters["priority"] = new InferParameter { Int64Param = 1 },
        ["a tensor's parameters"] = r => r.Inputs[0].Parameters["a"] = new InferParameter { BoolParam = true },
        ["an output's parameters"] = r => r.Outputs.Add(new AskedOutput { Name = "OUTPUT0", Parameters = { ["classification"] = new InferParameter { Int64Param = 1 } } }),
        ["no model of this name"] = r => r.ModelName = "none",
        ["no version of this name"] = r => r.ModelVersion = "9",
        ["a long id"] = r => r.Id = new string('x', 300),
        ["another datatype"] = r => r.Inputs[0].Datatype = "FP32",
        ["another rank"] = r => r.Inputs[0].Shape.Add(1),
        ["another width"] = r => r.Inputs[0].Shape[1] = 15,
        ["negative rows"] = r => r.Inputs[0].Shape[0] = -2,
        ["no rows"] = r => r.Inputs[0].Shape[0] = 0,
        ["other rows"] = r => r.Inputs[0].Shape[0] = 3,
        ["a name twice"] = r => r.Inputs[0].Name = r.Inputs[1].Name,
        ["a name that is none"] = r => r.Inputs[0].Name = "INPUT9",
        ["an input less"] = r => r.Inputs.RemoveAt(0),
        ["an input more"] = r => r.Inputs.Add(r.Inputs[0].Clone()),
        ["an output that is none"] = r => r.Outputs.Add(new AskedOutput { Name = "OUTPUT9" }),
        ["an output twice"] = r => r.Outputs.Add([new AskedOutput { Name = "OUTPUT0" }, new AskedOutput { Name = "OUTPUT0" }]),
        ["too few bytes"] = r => r.RawInputContents[0] = ByteString.CopyFrom(new byte[4]),
        ["too many bytes"] = r => r.RawInputContents[0] = ByteString.CopyFrom(new byte[1000]),
        ["contents less"] = r => r.RawInputContents.RemoveAt(0),
        ["contents more"] = r => r.RawInputContents.Add(ByteString.Empty),
        ["both contents"] = r => r.Inputs[0].Contents = new InferTensorContents { IntContents = { new int[32] } },
        ["too many rows"] = r =>
        {
            r.Inputs[0].Shape[0] = r.Inputs[1].Shape[0] = 101;
            r.RawInputContents[0] = r.RawInputContents[1] = ByteString.CopyFrom(new byte[101 * 64]);
        },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public void WhateverIsOdd_IsLeftToTheLongWay(string what)
    {
        var request = Simple(new Random(1), plain: true);
        Odd[what](request);

        using var call = Read(new ReadOnlySequence<byte>(request.ToByteArray()));

        Assert.Null(call.Call.Run);
        Assert.Equal(request, call.Call.Message);
    }

    [Fact]
    public void ModelThatIsNotPooled_IsLeftToTheLongWay()
    {
        var request = new ModelInferRequest { ModelName = "texts", Inputs = { new InputTensor { Name = "x", Datatype = "BYTES", Shape = { 1, 2 } } } };
        using var call = Read(new ReadOnlySequence<byte>(request.ToByteArray()));

        Assert.Equal(request, call.Call.Message);
    }

    [Fact]
    public async Task AnyBytes_AreReadAsTheGeneratedMessageReadsThem()
    {
        var random = new Random(11);
        var (straight, longer, malformed) = (0, 0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (i % 2 == 0 ? Simple(random) : Same(Numbers[i / 2 % Numbers.Length].Datatype, 2, raw: i % 4 == 1, random)).ToByteArray();
            for (var edits = random.Next(3); edits >= 0 && bytes.Length > 0; edits--)
            {
                var at = random.Next(bytes.Length);
                bytes = random.Next(4) switch
                {
                    0 => [.. bytes[..at], .. bytes[(at + 1)..]],
                    1 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                    2 => bytes[..(at + 1)],
                    _ => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
                };
            }

            try
            {
                using var call = Read(new ReadOnlySequence<byte>(bytes));
                if (call.Call.Run is null)
                {
                    longer++;
                    continue;
                }

                straight++;
                var answer = await AnswerAsync(call.Call);
                Assert.Equal(await AtLengthAsync(ModelInferRequest.Parser.ParseFrom(bytes)), answer);
            }
            catch (InvalidProtocolBufferException)
            {
                malformed++;
                Assert.ThrowsAny<Exception>(() => ModelInferRequest.Parser.ParseFrom(bytes));
            }
        }

        // Each kind must have been met, or this test shows nothing.
        Assert.True(straight > 500 && longer > 500 && malformed > 500, $"{straight} straight, {longer} at length, {malformed} malformed");
    }

    private ReadCall Read(ReadOnlySequence<byte> bytes)
    {
        var calls = host.Services.GetRequiredService<InferCalls>();
        var call = calls.Rent();
        try
        {
            host.Services.GetRequiredService<InferReader>().Read(bytes, call);
            return new ReadCall(calls, call);
        }
        catch
        {
            calls.Return(call);
            throw;
        }
    }

    private async Task<ModelInferResponse> StraightAsync(ReadOnlySequence<byte> bytes)
    {
        using var call = Read(bytes);
        Assert.NotNull(call.Call.Run);
        return await AnswerAsync(call.Call);
    }

    private async Task<ModelInferResponse> AnswerAsync(InferCall call)
    {
        await host.Services.GetRequiredService<FedMl.Scoring.Grpc.Inference>().AnswerAsync(call, CancellationToken.None);
        return ModelInferResponse.Parser.ParseFrom(call.Answer);
    }

    private Task<ModelInferResponse> AtLengthAsync(ModelInferRequest request) =>
        host.Services.GetRequiredService<LongInfer>().AnswerAsync(request, 0, CancellationToken.None);

    private sealed record ReadCall(InferCalls Calls, InferCall Call) : IDisposable
    {
        public void Dispose() => Calls.Return(Call);
    }
}
