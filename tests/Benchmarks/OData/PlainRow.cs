namespace FedMl.Benchmarks.OData;

/// <summary>A page as whoever reads it without an adapter would declare it.</summary>
internal sealed record PlainPage(PlainRow[] Value);

/// <summary>A row of <see cref="Scans.ScanData"/>.</summary>
internal sealed record PlainRow(
    long Id,
    double? C0, double? C1, double? C2, double? C3, double? C4, double? C5, double? C6, double? C7, double? C8,
    double? C9, double? C10, double? C11, double? C12, double? C13, double? C14, double? C15, double? C16, double? C17,
    long? C18, long? C19, long? C20, long? C21, long? C22, bool? C23, bool? C24, string? C25, string? C26, decimal? C27, DateOnly? C28, DateTimeOffset? C29)
{
    public IEnumerable<double?> Doubles => [C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13, C14, C15, C16, C17];

    public IEnumerable<long?> Numbers => [C18, C19, C20, C21, C22];
}
