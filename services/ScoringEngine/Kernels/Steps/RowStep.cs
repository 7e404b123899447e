namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>Makes one row of another: <c>Normalizer</c>, <c>Softmax</c>, <c>ArgMax</c>.</summary>
internal sealed class RowStep<TFrom, TTo>(int from, int fromWidth, int to, int toWidth, RowMaker<TFrom, TTo> make) : Step
    where TFrom : unmanaged
    where TTo : unmanaged
{
    public override void Run(Frame frame)
    {
        var source = frame.Of<TFrom>(from);
        var target = frame.Of<TTo>(to);
        for (var row = 0; row < frame.Rows; row++)
        {
            make(source.Slice(row * fromWidth, fromWidth), target.Slice(row * toWidth, toWidth));
        }
    }
}

/// <summary>Makes one row of another.</summary>
internal delegate void RowMaker<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to);
