using System.Globalization;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Onnx;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using Grpc.Core;
using StatusCode = Grpc.Core.StatusCode;
using static FedMl.ScoringEngine.Tests.Weighted;

namespace FedMl.ScoringEngine.Tests.Loading;

/// <summary>Files that are no model, or one that reaches for what is not its own: each is refused, and what serves goes on.</summary>
public sealed class HostileArtifactTests
{
    private const string Weights = "weights.bin";

    public static TheoryData<string, byte[]> Models => new()
    {
        { "external data below and up", Graphs.WeightedFromFile("sub/../../weights.bin") },
        { "external data, absolute", Graphs.WeightedFromFile("/etc/passwd") },
        { "external data of the process", Graphs.WeightedFromFile("/proc/self/environ") },
        { "external data, backslashes", Graphs.WeightedFromFile(@"..\..\weights.bin") },
        { "external data without a name", Graphs.WeightedFromFile("") },
        { "external data at an address", Graphs.WeightedFromFile("*/_ORT_MEM_ADDR_/*") },
        { "external data that is a folder", Graphs.WeightedFromFile(".") },
        { "external data, a name of 4 KB", Graphs.WeightedFromFile(new string('a', 4096)) },
        { "external data before the file", External(("offset", "-8"), ("length", "4")) },
        { "external data beyond the file", External(("offset", "4096"), ("length", "4")) },
        { "external data longer than the file", External(("offset", "0"), ("length", (1L << 50).ToString(CultureInfo.InvariantCulture))) },
        { "external data of an offset that overflows", External(("offset", long.MaxValue.ToString(CultureInfo.InvariantCulture)), ("length", "4")) },
        { "external data of no number", External(("offset", "x"), ("length", "4")) },
        { "no bytes", [] },
        { "zero bytes", new byte[4096] },
        { "random bytes", Random(4096) },
        { "a page of an error", Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body>403</body></html>") },
        { "half a model", Graphs.Weighted(2)[..(Graphs.Weighted(2).Length / 2)] },
        { "a model without its last byte", Graphs.Weighted(2)[..^1] },
        { "operator set 99", Graphs.OfTheFuture() },
        { "IR version 99", Hostile.Of(99, [("", 17)]) },
        { "unknown operator", Hostile.Of(8, [("", 17)], ("", "NoSuch")) },
        { "unknown domain", Hostile.Of(8, [("", 17), ("com.example", 1)], ("com.example", "Foo")) },
        { "constant with too few bytes", Constant(t => (t.RawData, t.Dims[0]) = (ByteString.CopyFrom(1, 2), 1)) },
        { "constant of a negative size", Constant(t => t.Dims[0] = -4) },
        { "constant of 2^66 elements", Constant(t => t.Dims.Add([1L << 33, 1L << 33])) },
        { "constant of 2^40 elements", Constant(t => t.Dims[0] = 1L << 40) },
        { "constant of no type", Constant(t => t.DataType = 12345) },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Publish_HostileFile_IsRefusedWithoutInnardsAndTheLastGoodServes(string what, byte[] graph)
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(2)));
        (string, byte[]) model = ("model.onnx", graph);

        // With a file of weights it is loaded from a folder, else from memory.
        host.Registry.Publish("m", "2", what.StartsWith("external", StringComparison.Ordinal) ? [model, (Weights, new byte[64])] : [model]);
        await host.UntilStateAsync("m", "2", ModelState.Failed);

        var status = (await host.StatusAsync("m", "2"))!;
        Assert.True(status.Reason is ErrorReason.ModelLoadFailed or ErrorReason.ModelUnsupported or ErrorReason.ModelOutOfMemory, $"{what}: {status.Reason} {status.Message}");
        Assert.DoesNotContain(Path.GetTempPath(), status.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("fedml-artifact", status.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.CurrentDirectory, status.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(Records("2", Doubles("a", 1), Doubles("b", 1))));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 1), Doubles("b", 1)))).Version);
    }

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("/tmp/weights.bin")]
    [InlineData("a/../../weights.bin")]
    [InlineData("weights.bin\0.bin")]
    public async Task Publish_FileWhosePathLeadsOut_IsRefused(string path)
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(2)));

        host.Registry.Publish("m", "2", ("model.onnx", Graphs.WeightedFromFile(Weights)), (path, BitConverter.GetBytes(7f)));
        await host.UntilStateAsync("m", "2", ModelState.Failed);

        Assert.Equal(ErrorReason.ModelLoadFailed, (await host.StatusAsync("m", "2"))!.Reason);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), Weights)));
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 1), Doubles("b", 1)))).Version);
    }

    private static byte[] External(params (string Key, string Value)[] entries) => Constant(
        t =>
        {
            t.ExternalData.Clear();
            t.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = Weights });
            t.ExternalData.Add(entries.Select(e => new StringStringEntryProto { Key = e.Key, Value = e.Value }));
        },
        Graphs.WeightedFromFile(Weights));

    private static byte[] Constant(Action<TensorProto> spoil, byte[]? graph = null)
    {
        var model = ModelProto.Parser.ParseFrom(graph ?? Graphs.Weighted(2));
        spoil(model.Graph.Initializer[0]);
        return model.ToByteArray();
    }

    private static byte[] Random(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
