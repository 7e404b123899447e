using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using static FedMl.ScoringEngine.Tests.Weighted;
using StatusCode = Grpc.Core.StatusCode;

namespace FedMl.ScoringEngine.Tests;

public sealed class ModelSettingsTests
{
    [Fact]
    public async Task MaxRows_OfAModel_LimitsItAndNoOther()
    {
        await using var host = await RunningScoring.StartAsync(
            r =>
            {
                r.Publish("m", "1", Files(2));
                r.Publish("same", "1", ("model.onnx", Graphs.Identity(Element.UInt8, -1)));
                r.Publish("wide", "1", ("model.onnx", Graphs.Identity(Element.UInt8, -1)));
            },
            "--ScoringEngine:MaxRows", "5", "--ScoringEngine:Models:m:MaxRows", "2", "--ScoringEngine:Models:same:MaxRows", "2", "--ScoringEngine:Models:wide:MaxRows", "9");

        Assert.Equal(2, (await host.Scoring.ScoreAsync(Records("", Doubles("a", 1, 2)))).RowCount);
        await RefusedAsync(() => host.Scoring.ScoreAsync(Records("", Doubles("a", 1, 2, 3))).ResponseAsync);
        await host.Inference.ModelInferAsync(Bytes("same", 2));
        await RefusedAsync(() => host.Inference.ModelInferAsync(Bytes("same", 3)).ResponseAsync);

        // A model's own limit does not lift the engine's.
        await host.Inference.ModelInferAsync(Bytes("wide", 5));
        await RefusedAsync(() => host.Inference.ModelInferAsync(Bytes("wide", 6)).ResponseAsync);
    }

    [Fact]
    public async Task MaxRows_OutOfRange_KeepsTheHostFromStartingAndIsNamed()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningScoring.StartAsync(null, "--ScoringEngine:Models:m:MaxRows", "-1"));

        Assert.Contains("Models:m: The field MaxRows", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(Func<Task> call) =>
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    private static ModelInferRequest Bytes(string model, int rows) => new()
    {
        ModelName = model,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "UINT8", Shape = { rows } } },
        RawInputContents = { ByteString.CopyFrom(new byte[rows]) },
    };
}
