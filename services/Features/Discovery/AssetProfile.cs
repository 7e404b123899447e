using FedMl.Features.Sources;

namespace FedMl.Features.Discovery;

/// <summary>What is in an asset.</summary>
/// <param name="IsSample">Whether there may be more rows than were looked at.</param>
internal sealed record AssetProfile(long Rows, bool IsSample, IReadOnlyList<ColumnStatistics> Columns);

/// <summary>What is in one column.</summary>
/// <param name="Distinct">How many values differ, maybe an estimate; null: they are not compared.</param>
/// <param name="Min">As text; null: there is none.</param>
/// <param name="Bars">Numbers and times in steps of one width, of others the most frequent values.</param>
internal sealed record ColumnStatistics(SourceColumn Column, long Nulls, long? Distinct, string? Min, string? Max, IReadOnlyList<Bar> Bars);

/// <param name="To">Belongs to the next bar, but for the last one; the same as <paramref name="From"/>: that one value.</param>
internal sealed record Bar(string From, string To, long Count);
