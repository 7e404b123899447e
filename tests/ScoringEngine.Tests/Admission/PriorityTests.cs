using System.Buffers;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.Scoring.Admission;
using FedMl.ScoringEngine.Tests.Wire;
using Google.Protobuf;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class PriorityTests
{
    [Fact]
    public void MessagePriority_OfAnyRequest_WhereverItsBuffersEnd()
    {
        var random = new Random(1);
        foreach (var (value, expected) in new (InferParameter, int?)[]
        {
            (new() { Int64Param = 7 }, 7),
            (new() { Uint64Param = 7 }, 7),
            (new() { Uint64Param = ulong.MaxValue }, int.MaxValue),
            (new() { Int64Param = long.MaxValue }, int.MaxValue),
            (new() { Int64Param = 0 }, null),
            (new() { Int64Param = -1 }, null),
            (new() { StringParam = "7" }, null),
            (new(), null),
        })
        {
            var request = InferRequests.Simple(random);
            request.Parameters["priorit"] = new InferParameter { Int64Param = 1 };
            request.Parameters["priority"] = value;
            request.Parameters["sequence_id"] = new InferParameter { Int64Param = 2 };
            var bytes = request.ToByteArray();
            for (var at = 0; at <= bytes.Length; at++)
            {
                Assert.Equal(expected, MessagePriority.Of(Segment.Cut(bytes, at)));
            }
        }
    }

    [Fact]
    public void MessagePriority_OfWhatIsNoRequest_IsNull()
    {
        var request = InferRequests.Simple(new Random(1));
        Assert.Null(MessagePriority.Of(new ReadOnlySequence<byte>(request.ToByteArray())));
        Assert.Null(MessagePriority.Of(ReadOnlySequence<byte>.Empty));
        Assert.Null(MessagePriority.Of(new ReadOnlySequence<byte>([0xFF, 0xFF, 0xFF])));
        request.Parameters["priority"] = new InferParameter { Int64Param = 7 };
        var bytes = request.ToByteArray();
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var broken = bytes[..random.Next(bytes.Length)];
            if (broken.Length > 0)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            MessagePriority.Of(new ReadOnlySequence<byte>(broken));
        }
    }

    [Theory]
    [InlineData("""{"parameters":{"priority":7}}""", 7)]
    [InlineData("""{"id":"1","parameters":{"sequence_id":[1,{}],"priority":7},"inputs":[]}""", 7)]
    [InlineData("""{"parameters":{"priority":9223372036854775807}}""", int.MaxValue)]
    [InlineData("""{"parameters":{"priority":0}}""", null)]
    [InlineData("""{"parameters":{"priority":-1}}""", null)]
    [InlineData("""{"parameters":{"priority":1e400}}""", null)]
    [InlineData("""{"parameters":{"priority":"7"}}""", null)]
    [InlineData("""{"parameters":[{"priority":7}]}""", null)]
    [InlineData("""{"inputs":[{"parameters":{"priority":7}}]}""", null)]
    [InlineData("""{"priority":7}""", null)]
    [InlineData("""[{"parameters":{"priority":7}}]""", null)]
    [InlineData("""{"parameters":{"priority":7""", null)]
    [InlineData("""{"parameters":nope""", null)]
    [InlineData("", null)]
    public void JsonPriority_IsThatOfTheRequest(string json, int? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var at = 0; at <= bytes.Length; at++)
        {
            Assert.Equal(expected, JsonPriority.Of(Segment.Cut(bytes, at)));
        }
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, null)]
    public void JsonPriority_IsLookedForInTheFirstBytes(int beyond, int? expected)
    {
        // The number is known to have ended only by what follows it.
        const string Priority = "\"parameters\":{\"priority\":7}";
        var padding = new string(' ', JsonPriority.MaxBytes - 1 - Priority.Length + beyond);
        var json = "{" + padding + Priority + "}";
        Assert.Equal(expected, JsonPriority.Of(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json))));
    }
}
