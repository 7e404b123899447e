namespace FedMl.BatchScoring.Jobs;

/// <summary>What is written of one chunk.</summary>
/// <param name="Number">Its number in the source.</param>
/// <param name="Next">Where the chunk after it begins.</param>
/// <param name="Rows">Rows with a score.</param>
/// <param name="Sha256">SHA-256 of its file; empty: it has no row, and no file.</param>
/// <param name="RejectedRows">Rows without.</param>
/// <param name="RejectedSha256">SHA-256 of their file; empty: there are none.</param>
internal sealed record ChunkRecord(long Number, string Next, int Rows, string Sha256, int RejectedRows, string RejectedSha256);
