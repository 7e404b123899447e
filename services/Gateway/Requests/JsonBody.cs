using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace FedMl.Gateway.Requests;

/// <summary>A whole request body in rented memory: valid UTF-8, without a byte order mark.</summary>
internal sealed class JsonBody(byte[] rented, int length) : IDisposable
{
    private readonly int start = rented.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;

    public ReadOnlySpan<byte> Bytes => rented.AsSpan(start, length - start);

    public bool IsUtf8 => Utf8.IsValid(Bytes);

    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);
}
