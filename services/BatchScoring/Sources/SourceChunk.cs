using Apache.Arrow;

namespace FedMl.BatchScoring.Sources;

/// <summary>Rows that are scored and written as one.</summary>
/// <param name="Number">Its number in the source, from 0; the same in every run.</param>
/// <param name="Origin">Where its rows are from, for people.</param>
/// <param name="FirstRow">Number of its first row there, from 0.</param>
/// <param name="Next">Where the chunk after it begins.</param>
/// <param name="Rows">The rows.</param>
internal sealed record SourceChunk(long Number, string Origin, long FirstRow, string Next, RecordBatch Rows);
