using System.Buffers;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Requests;

/// <summary>Reads a body line by line as it comes; no more of it is held than one line and what came with it.</summary>
/// <param name="patience">How long the next byte is waited for.</param>
internal sealed class JsonLines(Stream body, int maxLineBytes, TimeSpan patience, TimeProvider time) : IDisposable
{
    public const string MediaType = "application/x-ndjson";

    private const int FirstBufferBytes = 16 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int start;
    private int end;
    private bool hasEnded;

    /// <summary>Number of the line that was read last; the first has 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line that was read last, without its end; good until the next is read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>False: there is none any more.</summary>
    /// <exception cref="ServiceException">REQUEST_TOO_LARGE, DEADLINE_EXCEEDED, MALFORMED_REQUEST: the line cannot be had.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        var seen = 0;
        while (true)
        {
            var length = buffer.AsSpan(start + seen, end - start - seen).IndexOf((byte)'\n');
            if (length >= 0 || (hasEnded && end > start))
            {
                return Take(length >= 0 ? seen + length : end - start);
            }

            if (hasEnded)
            {
                return false;
            }

            seen = end - start;
            Check(seen);
            MakeRoom();
            var read = await ReadAsync(cancellationToken);
            end += read;
            hasEnded = read == 0;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private bool Take(int length)
    {
        Check(length);
        Line = buffer.AsMemory(start, length);
        start = Math.Min(start + length + 1, end);
        Number++;
        return true;
    }

    private void Check(int length)
    {
        if (length > maxLineBytes)
        {
            throw ServiceException.FromFaults(
                ErrorReason.RequestTooLarge, "A line is too long", [new Fault($"line {Number + 1}", $"has more than {maxLineBytes} bytes, the most that this server takes")]);
        }
    }

    private void MakeRoom()
    {
        if (start == 0 && end < buffer.Length)
        {
            return;
        }

        var target = start > 0 ? buffer : ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(start, end - start).CopyTo(target);
        if (target != buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = target;
        }

        (start, end) = (0, end - start);
    }

    private async ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(patience, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        try
        {
            return await body.ReadAsync(buffer.AsMemory(end), waiting.Token);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(ErrorReason.DeadlineExceeded, $"Nothing was sent for {patience.TotalSeconds:0} seconds.");
        }
        catch (InvalidDataException)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, "The body is not compressed as Content-Encoding says.");
        }
    }
}
