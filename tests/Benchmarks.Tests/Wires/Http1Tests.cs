using System.Text;
using FedMl.Benchmarks.Wires.Http1;

namespace FedMl.Benchmarks.Tests.Wires;

public sealed class Http1Tests
{
    [Fact]
    public void Head_ThatComesByteByByte_IsReadWhenWhole()
    {
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\ncontent-length: 17\r\nInference-Header-Content-Length: 9\r\nConnection: close\r\n\r\nbody");
        var whole = bytes.Length - "body".Length;
        Assert.All(Enumerable.Range(0, whole), length => Assert.False(HttpHead.TryRead(bytes.AsSpan(0, length), out _)));
        Assert.True(HttpHead.TryRead(bytes, out var head));
        Assert.Equal(new HttpHead(200, 17, Chunked: false, 9, Closes: true, whole), head);
    }

    [Fact]
    public void Chunks_ThatComeByteByByte_AreReadWhenWhole()
    {
        var bytes = Encoding.ASCII.GetBytes("4\r\nWiki\r\n9\r\npedia in \r\n0\r\n\r\nHTTP/1.1");
        var whole = bytes.Length - "HTTP/1.1".Length;
        var body = new ChunkedBody();
        Assert.All(Enumerable.Range(0, whole), length => Assert.False(body.TryRead(bytes.AsSpan(0, length), out _)));
        Assert.True(body.TryRead(bytes, out var size));
        Assert.Equal(whole, size);
        Assert.Equal("Wikipedia in ", Encoding.ASCII.GetString(body.Bytes));
    }
}
