namespace FedMl.ScoringEngine.Kernels.Steps;

/// <summary>Puts values side by side: <c>Concat</c>; of one value, a plain copy.</summary>
/// <param name="parts">The values, in order.</param>
/// <param name="to">Takes them.</param>
internal sealed class ConcatStep<T>((int Slot, int Width)[] parts, int to) : Step
    where T : unmanaged
{
    private readonly int width = parts.Sum(p => p.Width);

    public override void Run(Frame frame)
    {
        var target = frame.Of<T>(to);
        var place = 0;
        foreach (var part in parts)
        {
            var source = frame.Of<T>(part.Slot);
            if (part.Width == 1)
            {
                // Graphs of single columns have dozens of such parts.
                for (var (row, at) = (0, place); row < source.Length; row++, at += width)
                {
                    target[at] = source[row];
                }
            }
            else
            {
                for (var row = 0; row < frame.Rows; row++)
                {
                    source.Slice(row * part.Width, part.Width).CopyTo(target[((row * width) + place)..]);
                }
            }

            place += part.Width;
        }
    }
}
