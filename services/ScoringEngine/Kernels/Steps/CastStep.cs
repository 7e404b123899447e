using System.Numerics;

namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>The same numbers in another datatype.</summary>
internal sealed class CastStep<TFrom, TTo>(int from, int to) : Step
    where TFrom : unmanaged, INumber<TFrom>
    where TTo : unmanaged, INumber<TTo>
{
    public override void Run(Frame frame) => CastStep.Cast<TFrom, TTo>(frame.Of<TFrom>(from), frame.Of<TTo>(to));
}

/// <summary>Casts numbers.</summary>
internal static class CastStep
{
    public static void Cast<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = TTo.CreateSaturating(from[i]);
        }
    }
}
