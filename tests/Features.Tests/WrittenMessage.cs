using System.Buffers;
using Grpc.Core;

namespace FedMl.Features.Tests;

/// <summary>Takes what a marshaller writes.</summary>
internal sealed class WrittenMessage : SerializationContext
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    public byte[] Bytes => buffer.WrittenSpan.ToArray();

    public int PayloadLength { get; private set; }

    public bool IsComplete { get; private set; }

    public override void SetPayloadLength(int payloadLength) => PayloadLength = payloadLength;

    public override IBufferWriter<byte> GetBufferWriter() => buffer;

    public override void Complete() => IsComplete = true;
}
