using System.Numerics;

namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>A classifier: the place of a class, and a score for each.</summary>
/// <param name="scorer">Gives raw scores.</param>
/// <param name="rule">Makes a class of them.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="input">The columns.</param>
/// <param name="columns">Their number.</param>
/// <param name="place">Takes the place of the class.</param>
/// <param name="scores">Takes the scores.</param>
/// <param name="scratch">Raw scores.</param>
internal sealed class ClassifyStep<T>(IRawScorer<T> scorer, IClassRule<T> rule, int classes, int input, int columns, int place, int scores, int scratch) : Step
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxOnStack = 256;

    public override void Run(Frame frame)
    {
        var raw = frame.Of<T>(scratch);
        scorer.Score(frame.Of<T>(input), columns, raw, frame.Memory<T>());
        Span<T> row = classes <= MaxOnStack ? stackalloc T[classes] : new T[classes];
        var places = frame.Of<long>(place);
        var all = frame.Of<float>(scores);
        for (var i = 0; i < frame.Rows; i++)
        {
            places[i] = rule.Choose(raw.Slice(i * scorer.Scores, scorer.Scores), row);
            CastStep.Cast<T, float>(row, all.Slice(i * classes, classes));
        }
    }
}
