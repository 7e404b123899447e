using FedMl.ScoringEngine.Columns;

namespace FedMl.BatchScoring.Scoring;

/// <summary>Where chunks are scored. Thread-safe.</summary>
internal interface IChunkEngine : IDisposable
{
    /// <summary>The model that scores.</summary>
    ScoringModel Model { get; }

    /// <summary>The columns of predictions.</summary>
    IReadOnlyList<OutputColumn> Outputs { get; }

    /// <summary>Scores a chunk.</summary>
    /// <param name="columns">One for each of the signature's; null: not there.</param>
    /// <param name="rows">How many rows they have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<ScoredChunk> ScoreAsync(IReadOnlyList<ValueColumn?> columns, int rows, CancellationToken cancellationToken);
}
