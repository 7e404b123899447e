using System.Text;
using FedMl.Benchmarks.Wires;
using FedMl.Benchmarks.Wires.Hpack;

namespace FedMl.Benchmarks.Tests.Wires;

/// <summary>The examples of RFC 7541, appendix C, and what gRPC servers send.</summary>
public sealed class HpackTests
{
    [Theory]
    [InlineData("f1e3c2e5f23a6ba0ab90f4ff", "www.example.com")]
    [InlineData("a8eb10649cbf", "no-cache")]
    [InlineData("25a849e95bb8e8b4bf", "custom-value")]
    [InlineData("d07abe941054d444a8200595040b8166e082a62d1bff", "Mon, 21 Oct 2013 20:13:21 GMT")]
    [InlineData("94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1")]
    public void Huffman_OfTheStandardsExamples_IsRead(string encoded, string text)
    {
        var decoded = new byte[100];
        Assert.Equal(text, Encoding.ASCII.GetString(decoded, 0, Huffman.Decode(Convert.FromHexString(encoded), decoded)));
    }

    [Theory]
    [InlineData("ffffffff")] // end of string
    [InlineData("f1e3c2e5f23a6ba0ab90f4fe")] // padding with a zero
    [InlineData("f1e3c2e5f23a6ba0ab90f4ffff")] // more padding than a code is long
    public void Huffman_BrokenTexts_AreRefused(string encoded) =>
        Assert.Throws<WireException>(() => Huffman.Decode(Convert.FromHexString(encoded), new byte[100]));

    [Fact]
    public void Reader_ResponsesOfTheStandard_KeepTheirTable()
    {
        // Appendix C.6.1: :status 302, cache-control, date and location, all remembered; then (C.6.2) :status 307 and three numbers.
        var reader = new HeaderReader();
        Assert.Equal(302, Read(reader, "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3").HttpStatus);
        Assert.Equal(307, Read(reader, "4883640effc1c0bf").HttpStatus);
        Assert.Equal(302, Read(reader, "c2").HttpStatus);
    }

    [Fact]
    public void Reader_Trailers_TellStatusAndMessage()
    {
        var reader = new HeaderReader();
        var fault = Read(reader, "88" + Literal("grpc-status", "8") + Literal("grpc-message", "too%20much")).Fault();
        Assert.Equal(new Fault("grpc-status 8", "too much"), fault);
        Assert.Null(Read(reader, "88" + Literal("grpc-status", "0")).Fault());
        Assert.Equal("no grpc-status", Read(reader, "88").Fault()!.Kind);
        Assert.Equal("HTTP 404", Read(reader, "8d").Fault()!.Kind);
    }

    [Theory]
    [InlineData("be")] // a number of the table, which is empty
    [InlineData("80")] // number 0
    [InlineData("00ff")] // ends within a number
    [InlineData("000161057f")] // ends within a text
    [InlineData("3fe2ffffff0f")] // a table larger than was offered
    public void Reader_BrokenBlocks_AreRefused(string block) => Assert.Throws<WireException>(() => Read(new HeaderReader(), block));

    [Fact]
    public void Requests_AfterTheFirst_AreNumbers()
    {
        var headers = new RequestHeaders("localhost:1", "/" + new string('x', 300), 4096);
        Assert.Equal(7, headers.Later.Length);
var tableless = new RequestHeaders("localhost:1", "/x", 0);
        Assert.Equal(tableless.First, tableless.Later);
    }

    private static ResponseHeaders Read(HeaderReader reader, string hex)
    {
        var headers = new ResponseHeaders();
        reader.Read(Convert.FromHexString(hex), headers);
        return headers;
    }

    private static string Literal(string name, string value) =>
        Convert.ToHexString([0x00, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)]);
}
