using System.Runtime.InteropServices;
using System.Text;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>The binary tensor data extension.</summary>
public sealed class BinaryInferTests(BinaryInferTests.Started started) : IClassFixture<BinaryInferTests.Started>
{
    private const string JsonInput0 = "\"name\":\"INPUT0\",\"datatype\":\"INT32\",\"shape\":[1,16],\"data\":[[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]]";

    private static readonly byte[] Ones = Int32s(i => 1);
    private static readonly byte[] Counted = Int32s(i => i);

    private readonly RunningScoring host = started.Host;

    [Fact]
    public async Task Infer_MixedInputsAndOutputs_KeepTheirOrder()
    {
        var json = $$"""{"id":"7","inputs":[{{{Binary("INPUT1")}}},{{{JsonInput0}}}],"outputs":[{"name":"OUTPUT1","parameters":{"binary_data":true} },{"name":"OUTPUT0"}]}""";

        var answer = await InferRequestMessage.WithBinary("simple", json, Ones).SendAsync(host);

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/octet-stream", answer.ContentType);
        Assert.StartsWith("""{"model_name":"simple","model_version":"1","id":"7","outputs":[{"name":"OUTPUT1","datatype":"INT32","shape":[1,16],"parameters":{"binary_data_size":64}},""", answer.Json, StringComparison.Ordinal);
        Assert.Equal(Int32s(i => i - 1), answer.Binary);
        Assert.Equal(Int32s(i => i + 1), RandomTensor.FromJson("INT32", answer.Output(1).GetProperty("data")));
    }

    [Theory]
    [InlineData("INPUT0", "INPUT1", -1)]
    [InlineData("INPUT1", "INPUT0", 1)]
    public async Task Infer_BinaryInputs_AreInTheOrderOfTheJson(string first, string second, int sign)
    {
        var json = $$"""{"parameters":{"binary_data_output":true},"inputs":[{{{Binary(first)}}},{{{Binary(second)}}}]}""";

        var answer = await InferRequestMessage.WithBinary("simple", json, [.. Ones, .. Counted]).SendAsync(host);

        Assert.Equal([.. Int32s(i => i + 1), .. Int32s(i => sign * (i - 1))], answer.Binary);
    }

    [Fact]
    public async Task Infer_BinaryOutputExceptOne_AnswersThatOneAsJson()
    {
        var json = $$"""{"parameters":{"binary_data_output":true},"inputs":[{{{JsonInput0}}},{{{JsonInput0.Replace("INPUT0", "INPUT1", StringComparison.Ordinal)}}}],"outputs":[{"name":"OUTPUT0","parameters":{"binary_data":false} },{"name":"OUTPUT1"}]}""";

        var answer = await new InferRequestMessage { Model = "simple", Json = json }.SendAsync(host);

        Assert.Equal(Int32s(i => 2 * i), RandomTensor.FromJson("INT32", answer.Output(0).GetProperty("data")));
        Assert.Equal(new byte[64], answer.Binary);
    }

    [Theory]
    [InlineData(63, "unexpected size for input 'INPUT1', expecting 1 additional bytes for model 'simple'")]
    [InlineData(0, "unexpected size for input 'INPUT1', expecting 64 additional bytes for model 'simple'")]
    [InlineData(65, "unexpected additional input data for model 'simple'")]
    public async Task Infer_BytesThatAreNotThoseDeclared_Is400(int bytes, string error)
    {
        var answer = await InferRequestMessage.WithBinary("simple", $$"""{"inputs":[{{{JsonInput0}}},{{{Binary("INPUT1")}}}]}""", new byte[bytes]).SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_SeveralFaults_NamesAll()
    {
        var json = $$"""{"inputs":[{{{Binary("INPUT0", 60)}}},{{{Binary("INPUT1", 68)}}}]}""";

        var answer = await InferRequestMessage.WithBinary("simple", json, new byte[129]).SendAsync(host);

        Assert.Equal(
            "The request does not fit the model: "
            + "inputs[0].parameters.binary_data_size: input byte size mismatch for input 'INPUT0' for model 'simple'. Expected 64, got 60; "
            + "inputs[1].parameters.binary_data_size: input byte size mismatch for input 'INPUT1' for model 'simple'. Expected 64, got 68; "
            + "unexpected additional input data for model 'simple'",
            answer.Error);
    }

    [Fact]
    public async Task Infer_BinaryWithoutTheHeader_Is400()
    {
        var answer = await new InferRequestMessage { Model = "simple", Json = $$"""{"inputs":[{{{JsonInput0}}},{{{Binary("INPUT1")}}}]}""" }.SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.Contains("must specify valid 'Infer-Header-Content-Length'", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"data\":[1,2],\"parameters\":{\"binary_data_size\":8}", "But set 'data' 'binary_data_size'")]
    [InlineData("\"parameters\":{}", "But no field is set")]
    [InlineData("\"data\":null", "But no field is set")]
    [InlineData("\"parameters\":{\"binary_data_size\":-8}", "inputs[0].parameters.binary_data_size: must be a whole number that is not negative")]
    [InlineData("\"parameters\":{\"binary_data_size\":8.5}", "inputs[0].parameters.binary_data_size: must be a whole number that is not negative")]
    [InlineData("\"parameters\":{\"binary_data_size\":\"8\"}", "inputs[0].parameters.binary_data_size: must be a whole number that is not negative")]
    [InlineData("\"parameters\":{\"binary_data_size\":8,\"binary_data_size\":8}", "inputs[0].parameters.binary_data_size: is there twice")]
    [InlineData("\"parameters\":{\"binary_data_size\":8},\"parameters\":{}", "inputs[0].parameters: is there twice")]
    public async Task Infer_ContentsThatAreNotOne_Is400(string contents, string error)
    {
        var json = $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],{{contents}}}]}""";

        var answer = await InferRequestMessage.WithBinary("number", json, new byte[8]).SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"parameters\":{\"binary_data_output\":1}", "parameters.binary_data_output: must be true or false")]
    [InlineData("\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":\"yes\"}}]", "outputs[0].parameters.binary_data: must be true or false")]
    [InlineData("\"outputs\":[{\"name\":\"y\"},{\"name\":\"y\"}]", "output 'y' already exists in request")]
    [InlineData("\"outputs\":[{\"name\":\"z\"}]", "unexpected inference output 'z' for model 'number'")]
    public async Task Infer_OutputsThatCannotBe_Is400(string fields, string error)
    {
        var json = $$"""{{{fields}},"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""";

        var answer = await new InferRequestMessage { Model = "number", Json = json }.SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_EmptyTensor_NeedsNoHeaderAndGetsNone()
    {
        var json = """{"parameters":{"binary_data_output":true},"inputs":[{"name":"x","datatype":"FP32","shape":[2,0],"parameters":{"binary_data_size":0}}]}""";

        var answer = await new InferRequestMessage { Model = "free", Json = json }.SendAsync(host);

        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(0, answer.Output(0).GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
    }

    [Fact]
    public async Task Infer_BoolThatIsNone_Is400()
    {
        var json = """{"inputs":[{"name":"x","datatype":"BOOL","shape":[1,2],"parameters":{"binary_data_size":2}}]}""";

        var answer = await InferRequestMessage.WithBinary("truth", json, [1, 2]).SendAsync(host);

        Assert.Contains("has a BOOL that is neither 0 nor 1", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 65 }, "unexpected number of string elements 1 for inference input 'x', expecting 2")]
    [InlineData(new byte[] { 1, 0, 0, 0, 65, 2, 0, 0, 0, 66 }, "are cut off")]
    [InlineData(new byte[] { 0, 0, 0, 0, 255, 255, 255, 255 }, "are cut off")]
    public async Task Infer_TextsThatDoNotFit_Is400(byte[] texts, string error)
    {
        var json = $$"""{"inputs":[{"name":"x","datatype":"BYTES","shape":[1,2],"parameters":{"binary_data_size":{{texts.Length}} } }]}""";

        var answer = await InferRequestMessage.WithBinary("text", json, texts).SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 400)]
    public async Task Infer_TextsThatAreNoUtf8_CanBeAnsweredBinaryOnly(bool binary, int expected)
    {
        byte[] texts = [2, 0, 0, 0, 0xC3, 0x28, 0, 0, 0, 0];
        var json = $$"""{"parameters":{"binary_data_output":{{(binary ? "true" : "false")}}},"inputs":[{"name":"x","datatype":"BYTES","shape":[1,2],"parameters":{"binary_data_size":10} }]}""";

        var answer = await InferRequestMessage.WithBinary("text", json, texts).SendAsync(host);

        Assert.Equal(expected, answer.Status);
        Assert.Equal(binary ? texts : [], answer.Binary);
        Assert.True(binary || answer.Error.Contains("element 0 of output 'y' is not UTF-8", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("number", 16, "[2,2]")]
    [InlineData("free", 12, "[1,3]")]
    public async Task Infer_RawBody_IsTheOneInput(string model, int bytes, string shape)
    {
        var values = Enumerable.Range(0, bytes).Select(i => (byte)i).ToArray();

        var answer = await new InferRequestMessage { Model = model, Binary = values, JsonLength = "0" }.SendAsync(host);

        Assert.Equal(shape, answer.Output(0).GetProperty("shape").GetRawText());
        Assert.Equal(values, answer.Binary);
    }

    [Fact]
    public async Task Infer_RawBodyOfText_IsOneText()
    {
        var answer = await new InferRequestMessage { Model = "one-text", Binary = Encoding.UTF8.GetBytes("häuser"), JsonLength = "0" }.SendAsync(host);

        Assert.Equal([7, 0, 0, 0, .. Encoding.UTF8.GetBytes("häuser")], answer.Binary);
    }

    [Theory]
    [InlineData("simple", 64, "a raw binary request is for models with one input, 'simple' has 2")]
    [InlineData("number", 9, "Expected 8, got 9")]
    [InlineData("number", 0, "needs at least one row")]
    [InlineData("freer", 8, "has several free dimensions")]
    [InlineData("text", 8, "a raw binary request carries one text")]
    public async Task Infer_RawBodyThatTellsNoShape_Is400(string model, int bytes, string error)
    {
        var answer = await new InferRequestMessage { Model = model, Binary = new byte[bytes], JsonLength = "0" }.SendAsync(host);

        Assert.Equal(400, answer.Status);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
    }

    private static string Binary(string name, int size = 64) => $$"""
        "name":"{{name}}","datatype":"INT32","shape":[1,16],"parameters":{"binary_data_size":{{size}}}
        """;

    private static byte[] Int32s(Func<int, int> value) => MemoryMarshal.AsBytes<int>(Enumerable.Range(0, 16).Select(value).ToArray()).ToArray();

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("simple", "1", ("model.onnx", Graphs.SumAndDifference()));
            r.Publish("number", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2)));
            r.Publish("free", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, -1)));
            r.Publish("freer", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, -1, -1)));
            r.Publish("truth", "1", ("model.onnx", Graphs.Identity(Element.Bool, -1, 2)));
            r.Publish("text", "1", ("model.onnx", Graphs.Identity(Element.String, -1, 2)));
            r.Publish("one-text", "1", ("model.onnx", Graphs.Identity(Element.String, -1)));
        });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
