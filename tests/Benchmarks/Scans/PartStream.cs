using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Benchmarks.Scans;

/// <summary>The bytes of all parts of a scan in the format ARROW, one after the other.</summary>
internal sealed class PartStream(IAsyncStreamReader<ScanFeaturesResponse> parts) : Stream
{
    private ReadOnlyMemory<byte> rest;

    /// <summary>Whether the stream's last part was read.</summary>
    public bool IsWhole { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            if (!await parts.MoveNext(cancellationToken))
            {
                return 0;
            }

            IsWhole |= parts.Current.End is not null;
            rest = parts.Current.Arrow.Memory;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
