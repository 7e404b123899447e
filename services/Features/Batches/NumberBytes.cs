using System.Buffers;
using System.Runtime.InteropServices;

namespace FedMl.Features.Batches;

/// <summary>Numbers as the bytes that they are, without a copy.</summary>
internal sealed class NumberBytes<T>(ReadOnlyMemory<T> numbers) : MemoryManager<byte>
    where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(MemoryMarshal.AsMemory(numbers).Span);

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("They are only read.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
