using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.BatchScoring.Sources;

/// <summary>The bytes of a scan's parts, one behind the other. Parts are taken as they are read, so that the server waits for the reader.</summary>
internal sealed class ScanStream(IAsyncStreamReader<ScanFeaturesResponse> parts) : Stream
{
    private ReadOnlyMemory<byte> part;

    /// <summary>What the scan ended with; null: it has not ended, or is not whole.</summary>
    public ScanEnd? End { get; private set; }

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
        while (part.IsEmpty)
        {
            if (!await parts.MoveNext(cancellationToken))
            {
                return 0;
            }

            var next = parts.Current;
            End = next.End ?? End;
            part = next.PartCase == ScanFeaturesResponse.PartOneofCase.Arrow ? next.Arrow.Memory : default;
        }

        var count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        part = part[count..];
        return count;
    }

    /// <summary>Reads what is behind the Arrow stream's own end.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (await parts.MoveNext(cancellationToken))
        {
            End = parts.Current.End ?? End;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
