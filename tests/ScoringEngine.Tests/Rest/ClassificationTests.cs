using System.Text;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>The classification extension.</summary>
public sealed class ClassificationTests(ClassificationTests.Started started) : IClassFixture<ClassificationTests.Started>
{
    private const string Labels = """
        inputs:
          - { name: x, columns: [{ name: a }, { name: b }, { name: c }, { name: d }] }
        outputs:
          - { name: fruit, onnx: y, classes: [apple, Birne, "a:b", käse] }
        """;

    private readonly RunningScoring host = started.Host;

    [Theory]
    [InlineData("FP32", "[1,5,10,4]", 2, "10:2|5:1")]
    [InlineData("FP32", "[1.1,3.3,0.5,2.4]", 2, "3.3:1|2.4:3")]
    [InlineData("FP32", "[0.1,1e-8,-0.0,\"NaN\"]", 9, "0.1:0|1E-08:1|-0:2|NaN:3")]
    [InlineData("FP32", "[7,7,\"Infinity\",7]", 4, "Infinity:2|7:0|7:1|7:3")]
    [InlineData("FP64", "[1,0.1,0,0.3]", 3, "1:0|0.3:3|0.1:1")]
    [InlineData("FP16", "[1,65504,0,0.5]", 1, "65504:1")]
    [InlineData("BF16", "[1,0.5,-1,2]", 1, "2:3")]
    [InlineData("INT8", "[-128,127,0,1]", 1, "127:1")]
    [InlineData("INT16", "[-128,127,0,1]", 1, "127:1")]
    [InlineData("INT32", "[-128,127,0,1]", 1, "127:1")]
    [InlineData("INT64", "[-9223372036854775808,9223372036854775807,0,1]", 4, "9223372036854775807:1|1:3|0:2|-9223372036854775808:0")]
    [InlineData("UINT8", "[255,127,0,1]", 1, "255:0")]
    [InlineData("UINT16", "[65535,127,0,1]", 1, "65535:0")]
    [InlineData("UINT32", "[4294967295,127,0,1]", 1, "4294967295:0")]
    [InlineData("UINT64", "[18446744073709551615,127,0,1]", 1, "18446744073709551615:0")]
    [InlineData("labelled", "[1,3,2,4]", 4, "4:3:käse|3:1:Birne|2:2:a:b|1:0:apple")]
    public async Task Infer_WithClasses_AnswersTheBest(string model, string row, int count, string expected)
    {
        var answer = await InferAsync(model, row, count);

        var output = answer.Output(0);
        var best = expected.Split('|');
        Assert.Equal("BYTES", output.GetProperty("datatype").GetString());
        Assert.Equal($"[2,{best.Length}]", output.GetProperty("shape").GetRawText());
        Assert.Equal([.. best, .. best], output.GetProperty("data").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public async Task Infer_WithBinaryClasses_AnswersTextsWithLengths()
    {
        var answer = await InferAsync("labelled", "[1,3,2,4]", 1, ",\"binary_data\":true");

        Assert.Equal(Enumerable.Repeat((byte[])[9, 0, 0, 0, .. Encoding.UTF8.GetBytes("4:3:käse")], 2).SelectMany(b => b), answer.Binary);
    }

    [Fact]
    public async Task Infer_WithClassesOfAMap_TakesItsKeysAsLabels()
    {
        var json = """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[0,0]}],"outputs":[{"name":"probabilities","parameters":{"classification":2}},{"name":"label"}]}""";

        var answer = await new InferRequestMessage { Model = "zipmap", Json = json }.SendAsync(host);

        Assert.Equal("[\"0.5:0:no\",\"0.5:1:yes\"]", answer.Output(0).GetProperty("data").GetRawText());
        Assert.Equal("[\"no\"]", answer.Output(1).GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    public async Task Infer_OfAModelWithoutRows_AnswersOneRow(int count)
    {
        var json = $$"""{"inputs":[{"name":"x","datatype":"INT32","shape":[2,3],"data":[1,2,3,6,5,4]}],"outputs":[{"name":"y","parameters":{"classification":{{count}} } }]}""";

        var answer = await new InferRequestMessage { Model = "rowless", Json = json }.SendAsync(host);

        string[] all = ["6:3", "5:4", "4:5", "3:2", "2:1", "1:0"];
        Assert.Equal(all.Take(count), answer.Output(0).GetProperty("data").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal($"[{Math.Min(count, 6)}]", answer.Output(0).GetProperty("shape").GetRawText());
    }

    [Fact]
    public async Task Infer_WithZeroClasses_AnswersTheValues()
    {
        var answer = await InferAsync("FP32", "[1,2,3,4]", 0);

        Assert.Equal("[1,2,3,4,1,2,3,4]", answer.Output(0).GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("BYTES", "[\"a\",\"b\",\"c\",\"d\"]")]
    [InlineData("BOOL", "[true,false,true,true]")]
    public async Task Infer_WithClassesOfWhatHasNoOrder_Is400(string datatype, string row)
    {
        var answer = await InferAsync(datatype, row, 1);

        Assert.Equal(400, answer.Status);
        Assert.EndsWith($"outputs[0].parameters.classification: class result not available for output due to unsupported type '{datatype}'", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    [InlineData("1,\"classification\":1")]
    public async Task Infer_WithClassesThatAreNoCount_Is400(string count)
    {
        var json = $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,4],"data":[1,2,3,4]}],"outputs":[{"name":"y","parameters":{"classification":{{count}} } }]}""";

        var answer = await new InferRequestMessage { Model = "FP32", Json = json }.SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.Contains("outputs[0].parameters.classification", answer.Error, StringComparison.Ordinal);
    }

    // Two equal rows.
    private Task<InferResponseMessage> InferAsync(string model, string row, int count, string more = "") => new InferRequestMessage
    {
        Model = model,
        Json = $$"""{"inputs":[{"name":"x","datatype":"{{(model == "labelled" ? "FP32" : model)}}","shape":[2,4],"data":[{{row}},{{row}}]}],"outputs":[{"name":"y","parameters":{"classification":{{count}}{{more}} } }]}""",
    }.SendAsync(host);

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(r =>
        {
            foreach (var (datatype, element) in RandomTensor.Datatypes)
            {
                r.Publish(datatype, "1", ("model.onnx", Graphs.Identity(element, -1, 4)));
            }

            r.Publish("labelled", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 4)), ("signature.yaml", Encoding.UTF8.GetBytes(Labels)));
            r.Publish("zipmap", "1", ("model.onnx", Graphs.ZipMapClassifier()));
            r.Publish("rowless", "1", ("model.onnx", Graphs.Identity(Element.Int32, 2, 3)));
        });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
