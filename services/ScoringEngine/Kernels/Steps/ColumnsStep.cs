namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>Puts columns of one value to a place in another: <c>Concat</c>, <c>ArrayFeatureExtractor</c>, and plain copies.</summary>
/// <param name="from">The value.</param>
/// <param name="columns">Its columns that are taken, in order.</param>
/// <param name="fromWidth">Its width.</param>
/// <param name="to">The other value.</param>
/// <param name="place">Where the first column goes.</param>
/// <param name="toWidth">Its width.</param>
internal sealed class ColumnsStep<T>(int from, int[] columns, int fromWidth, int to, int place, int toWidth) : Step
    where T : unmanaged
{
    public override void Run(Frame frame)
    {
        var source = frame.Of<T>(from);
        var target = frame.Of<T>(to);
        for (var row = 0; row < frame.Rows; row++)
        {
            var line = source.Slice(row * fromWidth, fromWidth);
            var taken = target.Slice((row * toWidth) + place, columns.Length);
            for (var i = 0; i < taken.Length; i++)
            {
                taken[i] = line[columns[i]];
            }
        }
    }
}
