using System.Numerics;
using FedMl.ScoringEngine.OnnxGraphs;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>What an estimator makes of its raw scores (<c>post_transform</c>).</summary>
internal enum PostTransform
{
    None,
    Softmax,
    Logistic,
    SoftmaxZero,
    Probit,
}

/// <summary>Computes them as ONNX Runtime does.</summary>
internal static class PostTransforms
{
    // What counts as zero for SOFTMAX_ZERO.
    private const double NearZero = 0.0000001;

    /// <exception cref="UnreadableGraphException">There is no such transform.</exception>
    public static PostTransform Parse(string name) => name switch
    {
        "NONE" => PostTransform.None,
        "SOFTMAX" => PostTransform.Softmax,
        "LOGISTIC" => PostTransform.Logistic,
        "SOFTMAX_ZERO" => PostTransform.SoftmaxZero,
        "PROBIT" => PostTransform.Probit,
        _ => throw new UnreadableGraphException("its post_transform is unknown"),
    };

    /// <summary>Transforms the scores of one row in place; LOGISTIC and PROBIT in single precision whatever the scores are in.</summary>
    public static void Apply<T>(PostTransform transform, Span<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (transform)
        {
            case PostTransform.Softmax:
                Softmax(scores, keepZeros: false);
                break;
            case PostTransform.SoftmaxZero:
                Softmax(scores, keepZeros: true);
                break;
            case PostTransform.Logistic:
                foreach (ref var score in scores)
                {
                    score = T.CreateChecked(Logistic(float.CreateSaturating(score)));
                }

                break;
            case PostTransform.Probit:
                foreach (ref var score in scores)
                {
                    score = T.CreateChecked(Probit(float.CreateSaturating(score)));
                }

                break;
        }
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public static T Logistic<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ofMagnitude = T.One / (T.One + T.Exp(-T.Abs(x)));
        return x < T.Zero ? T.One - ofMagnitude : ofMagnitude;
    }

    /// <summary>√2 · erf⁻¹(2x - 1), by Winitzki's approximation of erf⁻¹.</summary>
    public static float Probit(float x)
    {
        const float A = 0.147f;
        var y = (2 * x) - 1;
        var log = MathF.Log((1 - y) * (1 + y));
        var v = (2 / (MathF.PI * A)) + (0.5f * log);
        var root = MathF.Sqrt(-v + MathF.Sqrt((v * v) - (log / A)));
        return 1.41421356f * (y < 0 ? -root : root);
    }

    /// <summary>e^x of each by the sum of all.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="keepZeros">Whether a zero has no part in it.</param>
    public static void Softmax<T>(Span<T> scores, bool keepZeros)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var greatest = T.NegativeInfinity;
        foreach (var score in scores)
        {
            greatest = score > greatest ? score : greatest;
        }

        var sum = T.Zero;
        foreach (ref var score in scores)
        {
            if (keepZeros && T.Abs(score) <= T.CreateChecked(NearZero))
            {
                score *= T.Exp(-greatest);
                continue;
            }

            score = T.Exp(score - greatest);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }
    }
}
