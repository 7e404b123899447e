namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>A header block that may come in several frames.</summary>
internal sealed class HeaderBlock
{
    private readonly List<byte> parts = [];

    /// <summary>Whether the stream ends with the block.</summary>
    public bool EndsStream { get; private set; }

    public bool TryComplete(FrameHeader frame, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> block)
    {
        block = frame.Type == FrameType.Headers ? frame.Strip(payload) : payload;
        if (frame.Type == FrameType.Headers)
        {
            EndsStream = frame.Has(FrameHeader.EndStream);
            parts.Clear();
        }

        if (frame.Has(FrameHeader.EndHeaders) && parts.Count == 0)
        {
            return true;
        }

        parts.AddRange(block);
        block = frame.Has(FrameHeader.EndHeaders) ? parts.ToArray() : default;
        return frame.Has(FrameHeader.EndHeaders);
    }
}
