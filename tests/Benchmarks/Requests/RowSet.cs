namespace FedMl.Benchmarks.Requests;

/// <summary>Distinct rows to send, and the answers that are right for them.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Inputs">What is sent.</param>
/// <param name="Outputs">What must come back; outputs that are not here are not looked at.</param>
internal sealed record RowSet(int Count, IReadOnlyList<RowTensor> Inputs, IReadOnlyList<RowTensor> Outputs)
{
    public RowRange Range(int first, int count) => new(this, first, count);
}

/// <summary>The rows of one request.</summary>
internal readonly record struct RowRange(RowSet Set, int First, int Count)
{
    public ReadOnlySpan<byte> Of(RowTensor tensor) => tensor.Rows(First, Count);
}
