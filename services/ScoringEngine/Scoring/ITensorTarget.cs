namespace FedMl.ScoringEngine.Scoring;

/// <summary>Input tensors that are being filled.</summary>
internal interface ITensorTarget
{
    /// <summary>Memory of one numeric input, by its place, row-major, little-endian.</summary>
    Span<byte> Input(int index);

    /// <summary>Sets one element of a BYTES input; the bytes are copied.</summary>
    void SetText(int index, int element, ReadOnlySpan<byte> utf8);
}
