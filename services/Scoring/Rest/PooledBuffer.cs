using System.Buffers;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Bytes that grow, in memory that is lent and given back.</summary>
/// <param name="maxBytes">Most that an answer may have; looked at whenever it grows.</param>
internal sealed class PooledBuffer(int maxBytes = int.MaxValue) : IBufferWriter<byte>, IDisposable
{
    private byte[] memory = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => memory.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (memory.Length - Length < Math.Max(sizeHint, 1))
        {
            Grow(Math.Max(sizeHint, 1));
        }

        return memory.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Checks that what is written, and so many bytes more, are within the limit.</summary>
    /// <exception cref="ServiceException">RESPONSE_TOO_LARGE.</exception>
    public void EnsureFits(int more)
    {
        if ((long)Length + more > maxBytes)
        {
            throw new ServiceException(ErrorReason.ResponseTooLarge, $"The answer is larger than {maxBytes} bytes.");
        }
    }

    public void Dispose()
    {
        if (memory.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(memory);
        }

        memory = [];
        Length = 0;
    }

    private void Grow(int by)
    {
        EnsureFits(0);
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(checked(Length + by), 2L * memory.Length), Array.MaxLength));
        Written.CopyTo(larger);
        var length = Length;
        Dispose();
        memory = larger;
        Length = length;
    }
}
