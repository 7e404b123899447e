namespace FedMl.BatchScoring.Jobs;

/// <summary>A chunk that is ready to be written.</summary>
/// <param name="Record">What will be noted of it.</param>
/// <param name="Predictions">Its file; empty: it has no row with a score.</param>
/// <param name="Rejected">The file of its rows without a score; empty: it has none.</param>
internal sealed record PreparedChunk(ChunkRecord Record, ReadOnlyMemory<byte> Predictions, ReadOnlyMemory<byte> Rejected);
