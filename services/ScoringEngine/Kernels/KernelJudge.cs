using System.Numerics;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>Holds a program's answers against those of ONNX Runtime, on rows that look for differences.</summary>
internal sealed class KernelJudge(ModelRuns runs, RowProgram program, int rows, int seed = 1)
{
    // Sums are made in ONNX Runtime's order; what may differ is the last digit of a link.
    private const double Tolerance = 1e-6;

    // One row, less than a block, blocks and more, several times what a program works on at a time.
    private static readonly int[] Sizes = [1, 3, 21, 64, 150];

    private readonly JudgeRows source = new(program.Thresholds, seed);

    /// <returns>What differs first; null: nothing does.</returns>
    /// <exception cref="ServiceDefaults.Errors.ServiceException">ONNX Runtime fails on the rows.</exception>
    public string? FirstDifference(CancellationToken cancellationToken)
    {
        var kernel = new Kernel(program, true, true, true);
        try
        {
            for (int done = 0, turn = 0; done < rows; turn++)
            {
                var size = Sizes[turn % Sizes.Length];
                using var run = runs.TryRent(size)!;
                source.Fill(run);
                var expected = Answers(run, null, cancellationToken);
                var actual = Answers(run, kernel, cancellationToken);
                for (var output = 0; output < expected.Length; output++)
                {
                    if (!AreSame(run.Results[output].Datatype, expected[output], actual[output]))
                    {
                        return run.Results[output].Name;
                    }
                }

                done += size;
            }

            return null;
        }
        finally
        {
            runs.Kernel = null;
        }
    }

    private byte[][] Answers(BoundRun run, Kernel? kernel, CancellationToken cancellationToken)
    {
        runs.Kernel = kernel;
        run.Execute(cancellationToken);
        return Array.ConvertAll(run.Results, r => r.Bytes.ToArray());
    }

    private static bool AreSame(Datatype datatype, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) => datatype switch
    {
        Datatype.FP32 => AreClose(MemoryMarshal.Cast<byte, float>(expected), MemoryMarshal.Cast<byte, float>(actual)),
        Datatype.FP64 => AreClose(MemoryMarshal.Cast<byte, double>(expected), MemoryMarshal.Cast<byte, double>(actual)),
        _ => expected.SequenceEqual(actual),
    };

    private static bool AreClose<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tolerance = T.CreateChecked(Tolerance);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i]) && !(T.Abs(expected[i] - actual[i]) <= tolerance + (tolerance * T.Abs(expected[i]))))
            {
                return false;
            }
        }

        return true;
    }
}
