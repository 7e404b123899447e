using System.Text;
using System.Text.Json;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>Broken bodies, by the thousand: another parser says what they are.</summary>
public sealed class JsonFuzzTests(JsonFuzzTests.Started started) : IClassFixture<JsonFuzzTests.Started>
{
    private const int Rounds = 3000;

    private static readonly string[] Seeds =
    [
        """{"id":"a","inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1.5,-2],[3e2,4]]}]}""",
        """{"inputs":[{"data":[1,2.25,"NaN",null],"name":"x","datatype":"FP32","shape":[2,2],"parameters":{"a":1}}],"outputs":[{"name":"y"}]}""",
        """{"parameters":{"binary_data_output":false},"inputs":[{"name":"\u0078","shape":[1,2],"data":[ 0.1 , -0.0 ],"datatype":"FP32"}]}""",
    ];

    private static readonly byte[] Marks = Encoding.UTF8.GetBytes("[]{}\",:0123456789.eE+-\\ntfu \n\u00ff");

    [Fact]
    public async Task Infer_BrokenBodies_AreRefusedAndOthersUnderstood()
    {
        var random = new Random(7);
        var answered = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var body = Mutate(random, Encoding.UTF8.GetBytes(Seeds[i % Seeds.Length]));
            var data = DataOf(body);

            var answer = await new InferRequestMessage { Model = "m", Encode = _ => body }.SendAsync(started.Host);

            var request = Encoding.UTF8.GetString(body);
            Assert.True(answer.Status is 200 or 400, $"{answer.Status} to {request}");
            if (answer.Status == 200)
            {
                answered++;
                Assert.True(data is not null, $"answered: {request}");
                Assert.Equal(data, RandomTensor.FromJson("FP32", answer.Output(0).GetProperty("data")));
            }
        }

        Assert.InRange(answered, Rounds / 100, Rounds / 2);
    }

    private static byte[] Mutate(Random random, byte[] body)
    {
        List<byte> bytes = [.. body];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = Marks[random.Next(Marks.Length)];
                    break;
                case 1:
                    bytes.Insert(at, Marks[random.Next(Marks.Length)]);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    var length = random.Next(1, Math.Min(12, bytes.Count - at + 1));
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(Math.Min(3, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    // The values as another parser reads them; null: it finds no JSON, or no data.
    private static byte[]? DataOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. Flatten(document.RootElement.GetProperty("inputs")[0].GetProperty("data")).SelectMany(BitConverter.GetBytes)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    private static IEnumerable<float> Flatten(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Array => data.EnumerateArray().SelectMany(Flatten),
        JsonValueKind.Number => [data.GetSingle()],
        JsonValueKind.Null => [float.NaN],
        _ => [float.Parse(data.GetString()!, System.Globalization.CultureInfo.InvariantCulture)],
    };

    public sealed class Started : IAsyncLifetime
    {
        internal RunningScoring Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await RunningScoring.StartAsync(r => r.Publish("m", "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2))));

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
