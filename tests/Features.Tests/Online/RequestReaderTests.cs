using System.Buffers;
using FedMl.Features.Online.Wire;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Tests.Online;

public sealed class RequestReaderTests
{
    private readonly RequestReader reader = new();

    [Theory]
    [InlineData(0, 1, 5)]
    [InlineData(1, 0, 5)]
    [InlineData(1, 1, 0)]
    [InlineData(50, 3, 1)]
    [InlineData(2, 2, 127)]
    [InlineData(2, 2, 128)]
    [InlineData(2, 2, 300)]
    [InlineData(500, 1, 40)]
    public void Read_AnyRequest_IsWhatTheGeneratedCodeReads(int features, int keys, int length)
    {
        var request = Request(features, keys, length);

        // The first is read whole, the second by what was remembered of it.
        Assert.All([1, 2, 3], _ => Assert.Equal(request, reader.Read(new ReadOnlySequence<byte>(request.ToByteArray()))));
    }

    [Fact]
    public void Read_ReferencesInTwoPlaces_AreAllThere()
    {
        var (first, second) = (Request(2, 1, 4), new GetOnlineFeaturesRequest { Features = { "v:last" } });
        byte[] bytes = [.. first.ToByteArray(), .. second.ToByteArray()];

        Assert.All([1, 2], _ => Assert.Equal(GetOnlineFeaturesRequest.Parser.ParseFrom(bytes), reader.Read(new ReadOnlySequence<byte>(bytes))));
    }

    [Fact]
    public void Read_OneRequestsTexts_AreNotAnothers()
    {
        var (one, other) = (Request(3, 1, 4), Request(3, 1, 5));

        reader.Read(new ReadOnlySequence<byte>(one.ToByteArray())).Features[0] = "changed";

        Assert.Equal(one, reader.Read(new ReadOnlySequence<byte>(one.ToByteArray())));
        Assert.Equal(other, reader.Read(new ReadOnlySequence<byte>(other.ToByteArray())));
    }

    [Fact]
    public void Read_SeveralSegments_AreWhatTheGeneratedCodeReads()
    {
        var request = Request(20, 2, 9);
        var bytes = request.ToByteArray();
        var last = new Segment(bytes[40..], 40);
        var sequence = new ReadOnlySequence<byte>(new Segment(bytes[..40], 0, last), 0, last, bytes.Length - 40);

        Assert.Equal(request, reader.Read(sequence));
    }

    [Theory]
    [InlineData("0a05616263")]
    [InlineData("0a")]
    [InlineData("0a03616263ff")]
    [InlineData("0a02fffe")]
    public void Read_BrokenBytes_AreRefusedAsTheGeneratedCodeDoes(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var expected = Record.Exception(() => GetOnlineFeaturesRequest.Parser.ParseFrom(bytes));

        Assert.All([1, 2], _ => Assert.Equal(expected?.GetType(), Record.Exception(() => reader.Read(new ReadOnlySequence<byte>(bytes)))?.GetType()));
    }

    [Fact]
    public void Remembered_IsBounded()
    {
        foreach (var i in Enumerable.Range(0, RequestReader.MaxRemembered + 10))
        {
            var request = new GetOnlineFeaturesRequest { Features = { $"v:x{i}" } };
            Assert.Equal(request, reader.Read(new ReadOnlySequence<byte>(request.ToByteArray())));
        }

        Assert.Equal(RequestReader.MaxRemembered, reader.Remembered);
    }

    [Fact]
    public void Remembered_ListsAboveTheLimit_AreNot()
    {
        var request = Request(RequestReader.MaxBytes / 100, 1, 100);

        Assert.Equal(request, reader.Read(new ReadOnlySequence<byte>(request.ToByteArray())));
        Assert.Equal(0, reader.Remembered);
    }

    private static GetOnlineFeaturesRequest Request(int features, int keys, int length) => new()
    {
        Features = { Enumerable.Range(0, features).Select(i => new string((char)('a' + (i % 26)), length)) },
        EntityKeys = { new Column { Name = "id", Strings = new Strings { Values = { Enumerable.Range(0, keys).Select(i => $"k{i}") } } } },
        AsOf = new Timestamp { Seconds = 1 },
    };

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long index, Segment? next = null) => (Memory, RunningIndex, Next) = (bytes, index, next);
    }
}
