using System.Numerics;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>
/// Rows on which kernels would differ if they did: every threshold in its column and the numbers beside it, NaN,
/// infinities, zeros of both signs, and random numbers among them.
/// </summary>
/// <param name="thresholds">Of each column of the trees; columns are taken for those of all inputs, one after the other.</param>
/// <param name="seed">The same seed makes the same rows.</param>
internal sealed class JudgeRows(IReadOnlyList<double[]> thresholds, int seed)
{
    private static readonly double[] Special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, float.MaxValue, -float.MaxValue, float.Epsilon];

    private readonly Random random = new(seed);
    private int next;

    public void Fill(BoundRun run)
    {
        var first = 0;
        foreach (var input in run.Inputs)
        {
            var width = (int)(input.ElementCount / run.Rows);
            switch (input.Datatype)
            {
                case Datatype.FP32:
                    Fill(MemoryMarshal.Cast<byte, float>(input.Memory), width, first);
                    break;
                case Datatype.FP64:
                    Fill(MemoryMarshal.Cast<byte, double>(input.Memory), width, first);
                    break;
                default:
                    foreach (ref var value in MemoryMarshal.Cast<byte, long>(input.Memory))
                    {
                        value = random.Next(-4, 100);
                    }

                    break;
            }

            first += width;
        }
    }

    private void Fill<T>(Span<T> values, int width, int firstColumn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Half of the rows have no NaN, for the kernels that stand none.
        var special = random.Next(2) == 0;
        for (var i = 0; i < values.Length; i++)
        {
            var column = firstColumn + (i % width);
            var own = column < thresholds.Count ? thresholds[column] : [];
            values[i] = (special ? random.Next(4) : 1 + random.Next(3)) switch
            {
                0 => T.CreateSaturating(Special[random.Next(Special.Length)]),
                1 => T.CreateSaturating((random.NextDouble() * 4) - 2),
                _ when own.Length == 0 => T.CreateSaturating(random.Next(100)),
                _ => Beside(T.CreateSaturating(own[next++ % own.Length])),
            };
        }
    }

    private T Beside<T>(T threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => random.Next(4) switch
    {
        0 => T.BitIncrement(threshold),
        1 => T.BitDecrement(threshold),
        _ => threshold,
    };
}
