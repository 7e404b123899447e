using Apache.Arrow;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.BatchScoring.Scoring;

/// <summary>What became of the rows of a chunk.</summary>
/// <param name="Good">Rows that have a score, in order; null: all.</param>
/// <param name="Predictions">The columns of predictions, one entry a good row.</param>
/// <param name="Rejected">Rows without a score, in order.</param>
internal sealed record ScoredChunk(int[]? Good, IReadOnlyList<IArrowArray> Predictions, IReadOnlyList<RejectedRow> Rejected);

/// <summary>A row without a score.</summary>
/// <param name="Row">Its number in the chunk.</param>
/// <param name="Reason">Why.</param>
/// <param name="Faults">All that is wrong with it; never a value.</param>
internal sealed record RejectedRow(int Row, ErrorReason Reason, string Faults)
{
    /// <summary>A row of those that begin at one of the chunk's.</summary>
    public static RejectedRow Of(int first, RowProblem problem) =>
        new(first + problem.Row, problem.Reason, string.Join("; ", problem.Faults.Select(f => $"{f.Field}: {f.Description}")));
}
