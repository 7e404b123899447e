using FedMl.Features.Columns;

namespace FedMl.Features.Sources;

/// <summary>Which rows and columns of a plan a scan reads. Rows whose key has a null are left out and counted.</summary>
/// <param name="Wanted">Indices into the plan's columns.</param>
/// <param name="AsOf">Rows of a later event time, or of none where the plan has one, do not count.</param>
/// <param name="After">One row for each key of the plan: only keys after it; null: all.</param>
/// <param name="Partition">Only keys of this partition; null: all.</param>
/// <param name="MaxRows">Rows of one batch.</param>
/// <param name="MaxBytes">Bytes of one batch, as <see cref="ColumnValues.Bytes"/> counts them; the last row may pass it.</param>
internal sealed record ScanRequest(
    IReadOnlyList<int> Wanted, DateTimeOffset AsOf, IReadOnlyList<ColumnValues>? After, KeyPartition? Partition, int MaxRows, long MaxBytes);
