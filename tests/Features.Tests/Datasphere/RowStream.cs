using System.Globalization;
using System.Text;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>A page of rows with one whole number each, made while it is read.</summary>
internal sealed class RowStream(long bytes) : Stream
{
    private byte[] ready = Encoding.ASCII.GetBytes("""{"value":[""");
    private int taken;
    private long position;
    private bool isEnded;

    public int Rows { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (taken == ready.Length && !Make())
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, ready.Length - taken);
        ready.AsSpan(taken, count).CopyTo(buffer);
        taken += count;
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Make()
    {
        if (isEnded)
        {
            return false;
        }

        var text = new StringBuilder();
        for (var i = 0; i < 1000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(Rows == 0 ? "" : ",")}{{\"id\":{Rows++}}}");
        }

        isEnded = position > bytes;
        text.Append(isEnded ? "]}" : "");
        (ready, taken) = (Encoding.ASCII.GetBytes(text.ToString()), 0);
        return true;
    }
}
