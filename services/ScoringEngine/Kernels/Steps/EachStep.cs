namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>Makes something of each number by itself.</summary>
/// <param name="from">The numbers.</param>
/// <param name="to">What is made of them.</param>
/// <param name="width">Columns of both.</param>
/// <param name="make">Makes it, of a number and its column.</param>
internal sealed class EachStep<TFrom, TTo>(int from, int to, int width, Func<TFrom, int, TTo> make) : Step
    where TFrom : unmanaged
    where TTo : unmanaged
{
    public override void Run(Frame frame)
    {
        var source = frame.Of<TFrom>(from);
        var target = frame.Of<TTo>(to);
        for (int i = 0, column = 0; i < source.Length; i++, column++)
        {
            column = column == width ? 0 : column;
            target[i] = make(source[i], column);
        }
    }
}
