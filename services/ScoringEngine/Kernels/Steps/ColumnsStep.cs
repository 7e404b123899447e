namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>Takes columns of a value: <c>ArrayFeatureExtractor</c>.</summary>
/// <param name="from">The value.</param>
/// <param name="columns">Its columns that are taken, in order.</param>
/// <param name="width">Its width.</param>
/// <param name="to">Takes them.</param>
internal sealed class ColumnsStep<T>(int from, int[] columns, int width, int to) : Step
    where T : unmanaged
{
    public override void Run(Frame frame)
    {
        var source = frame.Of<T>(from);
        var target = frame.Of<T>(to);
        for (var row = 0; row < frame.Rows; row++)
        {
            var line = source.Slice(row * width, width);
            var taken = target.Slice(row * columns.Length, columns.Length);
            for (var i = 0; i < taken.Length; i++)
            {
                taken[i] = line[columns[i]];
            }
        }
    }
}
