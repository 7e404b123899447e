namespace FedMl.Benchmarks.Requests;

/// <summary>One input or output over all rows of a load.</summary>
/// <param name="Name">Name in the protocol.</param>
/// <param name="Datatype">Datatype of the protocol, of fixed size.</param>
/// <param name="RowShape">Shape of one row: what comes after the first dimension.</param>
/// <param name="Data">Elements of all rows, row-major, little-endian.</param>
internal sealed record RowTensor(string Name, string Datatype, long[] RowShape, byte[] Data)
{
    /// <summary>Bytes of one row.</summary>
    public int RowBytes { get; } = checked((int)RowShape.Aggregate((long)ElementType.SizeOf(Datatype), (product, size) => product * size));

    public ReadOnlySpan<byte> Rows(int first, int count) => Data.AsSpan(first * RowBytes, count * RowBytes);

    public long[] Shape(int rows) => [rows, .. RowShape];
}
