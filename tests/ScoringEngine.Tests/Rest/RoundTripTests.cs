using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>Random tensors of every datatype go through a model that changes nothing, and come back bit by bit.</summary>
public sealed class RoundTripTests(RoundTripTests.Started started) : IClassFixture<RoundTripTests.Started>
{
    private const int Rounds = 40;
    private const int Columns = 3;

    private readonly RunningScoring host = started.Host;

    public static TheoryData<string> Datatypes => [.. RandomTensor.Datatypes.Keys];

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Infer_Json_ComesBackAsJson(string datatype)
    {
        await EachAsync(datatype, async (random, tensor) =>
        {
            var fields = Shuffled(random, Header(datatype, tensor), $"\"data\":{(random.Next(2) == 0 ? tensor.Flat : tensor.Nested)}");

            var answer = await new InferRequestMessage { Model = datatype, Json = Request(fields) }.SendAsync(host);

            Assert.Equal("application/json", answer.ContentType);
            Assert.Equal(datatype, answer.Output(0).GetProperty("datatype").GetString());
            Assert.Equal(tensor.WithoutPayloads(datatype), RandomTensor.FromJson(datatype, answer.Output(0).GetProperty("data")));
        });
    }

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Infer_Binary_ComesBackAsBinary(string datatype)
    {
        await EachAsync(datatype, async (random, tensor) =>
        {
            var fields = Shuffled(random, Header(datatype, tensor), $$"""
                "parameters":{"binary_data_size":{{tensor.Bytes.Length}}}
                """);

            var answer = await InferRequestMessage.WithBinary(datatype, Request(fields, "\"parameters\":{\"binary_data_output\":true}"), tensor.Bytes).SendAsync(host);

            Assert.Equal("application/octet-stream", answer.ContentType);
            Assert.Equal(tensor.Bytes.Length, answer.Output(0).GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
            Assert.False(answer.Output(0).TryGetProperty("data", out _));
            Assert.Equal(tensor.Bytes, answer.Binary);
        });
    }

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Infer_OneForm_ComesBackInTheOther(string datatype)
    {
        await EachAsync(datatype, async (random, tensor) =>
        {
            var json = await InferRequestMessage
                .WithBinary(datatype, Request(Shuffled(random, Header(datatype, tensor), $"\"parameters\":{{\"binary_data_size\":{tensor.Bytes.Length}}}")), tensor.Bytes)
                .SendAsync(host);
            var binary = await new InferRequestMessage
            {
                Model = datatype,
                Json = Request(Shuffled(random, Header(datatype, tensor), $"\"data\":{tensor.Flat}"), "\"outputs\":[{\"parameters\":{\"binary_data\":true},\"name\":\"y\"}]"),
            }.SendAsync(host);

            Assert.Equal(tensor.WithoutPayloads(datatype), RandomTensor.FromJson(datatype, json.Output(0).GetProperty("data")));
            Assert.Equal(tensor.WithoutPayloads(datatype), binary.Binary);
        });
    }

    private static async Task EachAsync(string datatype, Func<Random, RandomTensor, Task> check)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);

            // Now and then a body of many buffers.
            var rows = random.Next(10) == 0 ? random.Next(500, 3000) : random.Next(1, 20);
            await check(random, new RandomTensor(random, datatype, rows, Columns));
        }
    }

    private static string[] Header(string datatype, RandomTensor tensor) => ["\"name\":\"x\"", $"\"datatype\":\"{datatype}\"", $"\"shape\":[{tensor.Rows},{Columns}]"];

    private static string[] Shuffled(Random random, string[] header, string contents)
    {
        string[] fields = [.. header, contents];
        random.Shuffle(fields);
        return fields;
    }

    private static string Request(string[] fields, string? more = null) => $$"""{{{(more is null ? "" : more + ",")}}"inputs":[{{{string.Join(",", fields)}}}]}""";

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(r =>
        {
            foreach (var (datatype, element) in RandomTensor.Datatypes)
            {
                r.Publish(datatype, "1", ("model.onnx", Graphs.Identity(element, -1, Columns)));
            }
        });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
