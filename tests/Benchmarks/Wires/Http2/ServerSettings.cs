using System.Buffers.Binary;

namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>What the server's SETTINGS allow; before they come, what the protocol takes for granted.</summary>
internal sealed class ServerSettings
{
    public int HeaderTableBytes { get; private set; } = 4096;

    public int ConcurrentStreams { get; private set; } = int.MaxValue;

    public int StreamWindow { get; private set; } = 65_535;

    public int FrameBytes { get; private set; } = 16_384;

    public void Apply(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            var value = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(payload[2..]), int.MaxValue);
            switch (BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case 1:
                    HeaderTableBytes = value;
                    break;
                case 3:
                    ConcurrentStreams = value;
                    break;
                case 4:
                    StreamWindow = value;
                    break;
                case 5:
                    FrameBytes = value;
                    break;
            }
        }
    }
}
