using FedMl.Features.Columns;

namespace FedMl.Features.Sources;

/// <summary>Which columns are wanted of which keys, each as they were at a time of its own.</summary>
/// <param name="Keys">One column for each key of the plan, in its order; no nulls. Rows may repeat.</param>
/// <param name="Times">For each row the time asked about, microseconds since 1970, UTC. Rows of a later event time, or of none where the plan has one, and rows that do not hold then, do not count.</param>
/// <param name="Wanted">Indices into the plan's columns.</param>
internal sealed record HistoryRequest(IReadOnlyList<ColumnValues> Keys, ColumnValues<long> Times, IReadOnlyList<int> Wanted)
{
    /// <summary>When nobody waits for the answer any more; null: not known.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
