using System.IO.Compression;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>A page of rows is taken whole and as it must be, or not at all.</summary>
public sealed class BadRowsTests : TenantScenario
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Tenant.Server.Put(Customers(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":{"id":"k0","name":"v0"}}""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}]""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}""")]
    [InlineData("""{"value":[{"id":"k0","name":"v""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}]}{}""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}]}x""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}],}""")]
    [InlineData("""{"value":[{"id":"k0"}]}""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0","name":"v1"}]}""")]
    [InlineData("""{"value":[{"id":"k0","name":["v0"]}]}""")]
    [InlineData("""{"value":[{"id":"k0","name":{"a":1}}]}""")]
    [InlineData("""{"value":[{"id":"k0","name":"\uD800"}]}""")]
    [InlineData("""{"value":[{"id":"k0","na\uD800me":"v0"}]}""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}],"\uD800":1}""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}],"@odata.nextLink":"\uD800"}""")]
    [InlineData("""{"value":[7]}""")]
    [InlineData("""{"value":[[{"id":"k0","name":"v0"}]]}""")]
    [InlineData("""{"value":[],"value":[{"id":"k0","name":"v0"}]}""")]
    [InlineData("""{"value":[],"@odata.nextLink":7}""")]
    [InlineData("""{"value":[{"id":"k0","name":"v0"}],"error":{"code":"500","message":"secret"}}""")]
    [InlineData("""{"error":{"code":"500","message":"secret"}}""")]
    [InlineData("<html>Log on</html>")]
    public async Task ReadAsync_PageThatIsNone_Fails(string text)
    {
        var reader = await ReaderAsync(time: new SkippingTime());
        Tenant.Server.Fail(Rows, new Fault.Body("application/json", text), times: 100);
        Assert.DoesNotContain("secret", (await FailsAsync(reader)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData("text/plain")]
    public async Task ReadAsync_AnotherMediaType_Fails(string type)
    {
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Body(type, """{"value":[{"id":"k0","name":"v0"}]}"""), times: 100);
        await FailsAsync(reader);
    }

    [Theory]
    [InlineData("""{"@odata.context":"$metadata#x","@odata.count":"1","extra":{"deep":[1,[2,{"value":[]}]]},"value":[{"@odata.etag":"w","more":[{"id":"no"}],"name":"v0","id":"k0"}]}""", "v0")]
    [InlineData("""{"value":[{"id":"k0","name":null}]}""", "null")]
    [InlineData("""{"value":[]}""", "none")]
    [InlineData("""{"value":[{"id":"k0 ","name":"v0"},{"id":"K0","name":"v0"}]}""", "none")]
    [InlineData("""{"value":[{"id":"k0","name":"\"\u00e9\ud83d\ude00\\"}]}""", "\"é😀\\")]
    [InlineData("""{"value":[{"id":"k0","name":"a"},{"id":"k0","name":"a"}]}""", "ambiguous")]
    public async Task ReadAsync_PageWithMoreOrLess_IsTakenAsItIs(string text, string expected)
    {
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Body("application/json", text));
        Assert.Equal([expected], await ReadAsync(reader, "k0"));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(10_000, false)]
    public async Task ReadAsync_NestedDeeply_FailsWithoutACrash(int depth, bool isRead)
    {
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Body("application/json", $$"""{"x":{{new string('[', depth)}}{{new string(']', depth)}},"value":[{"id":"k0","name":"v0"}]}"""), times: 100);
        Assert.Equal(isRead, await Record.ExceptionAsync(() => ReadAsync(reader, "k0")) is null);
    }

    [Fact]
    public async Task ReadAsync_ValueOfAnotherType_SaysThatTheSourceChanged()
    {
        Tenant.Server.Put(Customers(1) with { Columns = [new("id", "Edm.String"), new("name", "Edm.Int64")], Rows = [["k0", "7"]] });
        var reader = await ReaderAsync(plan: Plan(("name", ValueType.Int64)));
        foreach (var value in new[] { "1.5", "\"x\"", "true", "9223372036854775808", "1e40", "1e999999999", "\"\"" })
        {
            Tenant.Server.Fail(Rows, new Fault.Body("application/json", $$"""{"value":[{"id":"k0","name":{{value}}}]}"""));
            var failure = await FailsAsync(reader, ErrorReason.SourceChanged);
            Assert.Equal("name", Assert.Single(failure.Faults).Field);
            Assert.DoesNotContain(value, failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate", true)]
    [InlineData("br", true)]
    [InlineData("gzip", false)]
    public async Task ReadAsync_Compressed_IsReadOrFailsWhereItIsNot(string encoding, bool isCompressed)
    {
        var reader = await ReaderAsync(time: new SkippingTime());
        var body = Encoding.UTF8.GetBytes("""{"value":[{"id":"k0","name":"v0"}]}""");
        Tenant.Server.Fail(Rows, new Fault.Encoded(encoding, isCompressed ? Compress(encoding, body) : body), times: 100);
        if (isCompressed)
        {
            Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
        }
        else
        {
            await FailsAsync(reader);
        }
    }

    [Fact]
    public async Task ReadAsync_SmallBodyThatUnpacksToAHugeOne_IsLimited()
    {
        var reader = await ReaderAsync(options => options.MaxPageBytes = 1024 * 1024);
        Tenant.Server.Fail(Rows, new Fault.Encoded("gzip", Compress("gzip", new byte[64 * 1024 * 1024].AsSpan().ToArray().Select(_ => (byte)' ').ToArray())), times: 100);
        Assert.Contains("larger than 1048576 bytes", (await FailsAsync(reader)).Message, StringComparison.Ordinal);
    }

    private static byte[] Compress(string encoding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        })
        {
            packing.Write(body);
        }

        return packed.ToArray();
    }
}
