using System.Numerics;

namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>A regressor: raw scores, transformed.</summary>
internal sealed class ScoreStep<T, TOut>(IRawScorer<T> scorer, PostTransform transform, int input, int columns, int output, int scratch) : Step
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOut : unmanaged, IBinaryFloatingPointIeee754<TOut>
{
    public override void Run(Frame frame)
    {
        var scores = frame.Of<T>(scratch);
        scorer.Score(frame.Of<T>(input), columns, scores, frame.Memory<T>());
        for (var row = 0; row < frame.Rows && transform != PostTransform.None; row++)
        {
            PostTransforms.Apply(transform, scores.Slice(row * scorer.Scores, scorer.Scores));
        }

        if (scratch != output)
        {
            CastStep.Cast<T, TOut>(scores, frame.Of<TOut>(output));
        }
    }
}
