using FedMl.Features.Batches;
using FedMl.Features.Batches.Wire;
using FedMl.Protos.Features.V1;
using Google.Protobuf;

namespace FedMl.Features.Tests.Batches;

public sealed class PartWriterTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Write_AnyBatch_IsWhatTheGeneratedCodeWrites(int seed)
    {
        var (schema, batch) = new RandomBatches(seed).Next(rows: seed % 10 == 0 ? 700 : 1 + (seed % 5));
        var columns = ColumnMessages.Of(schema, batch);

        var written = Write(new StreamPart((schema, batch), null, null));

        Assert.Equal(new ScanFeaturesResponse { Columns = columns }.ToByteArray(), written);
        Assert.Equal(new GetHistoricalFeaturesResponse { Columns = columns }.ToByteArray(), written);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public void Write_Arrow_IsWhatTheGeneratedCodeWrites(int length)
    {
        var bytes = ByteString.CopyFrom([.. Enumerable.Range(0, length).Select(i => (byte)i)]);

        var written = Write(new StreamPart(null, bytes.Memory, null));

        Assert.Equal(new ScanFeaturesResponse { Arrow = bytes }.ToByteArray(), written);
        Assert.Equal(new GetHistoricalFeaturesResponse { Arrow = bytes }.ToByteArray(), written);
    }

    [Fact]
    public void Write_End_IsTheMessage()
    {
        var end = new ScanFeaturesResponse { End = new ScanEnd { Rows = 3, NullKeys = 1 } };

        Assert.Equal(end.ToByteArray(), Write(new StreamPart(null, null, end)));
    }

    private static byte[] Write(StreamPart part)
    {
        var written = new WrittenMessage();
        PartWriter.Write(part, written);
        Assert.True(written.IsComplete);
        Assert.Equal(written.Bytes.Length, written.PayloadLength);
        return written.Bytes;
    }
}
