namespace FedMl.BatchScoring.Sources;

/// <summary>The chunks of a source that one partition reads.</summary>
/// <param name="First">Number of the first one.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="End">Number behind the last one.</param>
internal readonly record struct ChunkRange(long First, string Position, long End)
{
    public static ChunkRange All => new(0, "", long.MaxValue);
}
