using System.Text;

namespace FedMl.Benchmarks.Wires.Hpack;

/// <summary>The header fields that HPACK knows by number (RFC 7541, appendix A).</summary>
internal static class StaticTable
{
    private const string Fields =
        """
        :authority
        :method GET
        :method POST
        :path /
        :path /index.html
        :scheme http
        :scheme https
        :status 200
        :status 204
        :status 206
        :status 304
        :status 400
        :status 404
        :status 500
        accept-charset
        accept-encoding gzip, deflate
        accept-language
        accept-ranges
        accept
        access-control-allow-origin
        age
        allow
        authorization
        cache-control
        content-disposition
        content-encoding
        content-language
        content-length
        content-location
        content-range
        content-type
        cookie
        date
        etag
        expect
        expires
        from
        host
        if-match
        if-modified-since
        if-none-match
        if-range
        if-unmodified-since
        last-modified
        link
        location
        max-forwards
        proxy-authenticate
        proxy-authorization
        range
        referer
        refresh
        retry-after
        server
        set-cookie
        strict-transport-security
        transfer-encoding
        user-agent
        vary
        via
        www-authenticate
        """;

    /// <summary>Field 1 is at index 0.</summary>
    public static IReadOnlyList<HeaderField> All { get; } = [.. Fields.ReplaceLineEndings("\n").Split('\n').Select(Parse)];

    /// <summary>Number of the first field of this name.</summary>
    public static int NumberOf(string name) => Array.FindIndex([.. All], f => f.Name.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(name))) + 1;

    private static HeaderField Parse(string line)
    {
        var parts = line.Split(' ', 2);
        return new HeaderField(Encoding.ASCII.GetBytes(parts[0]), Encoding.ASCII.GetBytes(parts.ElementAtOrDefault(1) ?? ""));
    }
}

internal sealed record HeaderField(byte[] Name, byte[] Value)
{
    /// <summary>What the field counts in the dynamic table (RFC 7541, section 4.1).</summary>
    public int Size => Name.Length + Value.Length + 32;
}
