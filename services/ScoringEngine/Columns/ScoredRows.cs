using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Columns;

/// <summary>What became of some rows. Tensors end with it.</summary>
public sealed class ScoredRows : IDisposable
{
    private readonly ModelRun? run;
    private readonly int[] places;

    internal ScoredRows(ModelRun? run, int[] places, RowScreen screen)
    {
        this.run = run;
        this.places = places;
        Good = screen.Good;
        Problems = screen.Problems;
    }

    /// <summary>Rows that have a score, counted from the first one asked for.</summary>
    public IReadOnlyList<int> Good { get; }

    /// <summary>Why the others have none.</summary>
    public IReadOnlyList<RowProblem> Problems { get; }

    /// <summary>An output by its place among those of the scorer: one entry a good row. Not where no row is good.</summary>
    public OutputTensor Output(int index) => run!.Outputs[places[index]];

    public void Dispose() => run?.Dispose();
}
