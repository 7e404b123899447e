using System.Numerics;

namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>The greatest raw score, the first of equals.</summary>
internal sealed class GreatestClass<T>(PostTransform transform) : IClassRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Choose(ReadOnlySpan<T> raw, Span<T> scores)
    {
        raw.CopyTo(scores);
        var greatest = Greatest(raw);
        PostTransforms.Apply(transform, scores);
        return greatest;
    }

    public static int Greatest(ReadOnlySpan<T> values)
    {
        var greatest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            greatest = values[i] > values[greatest] ? i : greatest;
        }

        return greatest;
    }
}

/// <summary>Two classes with a raw score each: the second where its own is positive.</summary>
internal sealed class SecondIfPositive<T>(PostTransform transform) : IClassRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Choose(ReadOnlySpan<T> raw, Span<T> scores)
    {
        raw.CopyTo(scores);
        PostTransforms.Apply(transform, scores);
        return raw[1] > T.Zero ? 1 : 0;
    }
}

/// <summary>Two classes and one raw score, which is the second's.</summary>
/// <param name="transform">Of the raw score.</param>
/// <param name="areShares">Whether no weight is negative, so that raw scores are taken for shares of one.</param>
/// <param name="nameSecond">Whether the weights name the second class: then the first has a raw score of zero.</param>
internal sealed class OneScore<T>(PostTransform transform, bool areShares, bool nameSecond) : IClassRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T limit = areShares ? T.CreateChecked(0.5) : T.Zero;

    public int Choose(ReadOnlySpan<T> raw, Span<T> scores)
    {
        var score = raw[0];
        scores[1] = score;
        if (nameSecond)
        {
            scores[0] = T.Zero;
            PostTransforms.Apply(transform, scores);
        }
        else if (areShares)
        {
            scores[0] = T.One - score;
        }
        else
        {
            scores[0] = -score;
            if (transform == PostTransform.Logistic)
            {
                PostTransforms.Apply(transform, scores);
            }
        }

        return score > limit ? 1 : 0;
    }
}
