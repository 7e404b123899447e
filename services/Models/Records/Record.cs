namespace FedMl.Models.Records;

/// <summary>A record as it was read.</summary>
/// <param name="Value">Its bytes.</param>
/// <param name="ETag">Differs from that of every other state of this record, before and after.</param>
internal sealed record Record(ReadOnlyMemory<byte> Value, string ETag)
{
    /// <summary>Bytes of one record.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;
}
