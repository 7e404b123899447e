using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Measures what a run of a model costs on this machine. Inputs are random where they are floats, else zero.</summary>
internal sealed class RunCosts(ModelRuns runs, int seed = 1)
{
    // Enough for a steady median of a short model; a slow one is known after a run.
    private const int MaxRuns = 200;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(30);

    private readonly Random random = new(seed);

    /// <summary>Median time of one run of so many rows; null: it fails on such inputs.</summary>
    public TimeSpan? Measure(int rows, CancellationToken cancellationToken)
    {
        using var run = runs.TryRent(rows)!;
        List<long> times = [];
        var end = Stopwatch.GetTimestamp() + (long)(Budget.TotalSeconds * Stopwatch.Frequency);
        try
        {
            do
            {
                // New rows each time: the same rows again make trees look several times too fast.
                Fill(run);
                var start = Stopwatch.GetTimestamp();
                run.Execute(cancellationToken);
                times.Add(Stopwatch.GetTimestamp() - start);
            }
            while (times.Count < MaxRuns && Stopwatch.GetTimestamp() < end);
        }
        catch (ServiceException)
        {
            return null;
        }

        times.Sort();
        return Stopwatch.GetElapsedTime(0, times[times.Count / 2]);
    }

    /// <summary>True where rows run together give what each gives alone.</summary>
    public bool RowsAreIndependent(int rows, CancellationToken cancellationToken)
    {
        try
        {
            return TogetherIsAlone(rows, cancellationToken);
        }
        catch (ServiceException)
        {
            return false;
        }
    }

    private bool TogetherIsAlone(int rows, CancellationToken cancellationToken)
    {
        using var together = runs.TryRent(rows)!;
        using var share = runs.TryRent(1)!;
        var alone = Enumerable.Range(0, rows).Select(_ => runs.TryRent(1)!).ToArray();
        try
        {
            for (var row = 0; row < rows; row++)
            {
                Fill(alone[row]);
                alone[row].Execute(cancellationToken);
                together.TakeInputs(alone[row], row);
            }

            together.Execute(cancellationToken);
            for (var row = 0; row < rows; row++)
            {
                together.GiveOutputs(share, row);
                if (!share.Results.Zip(alone[row].Results).All(pair => Same(pair.First.Datatype, pair.First.Bytes, pair.Second.Bytes)))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            Array.ForEach(alone, run => run.Dispose());
        }
    }

    /// <summary>Random rows.</summary>
    public void Fill(BoundRun run)
    {
        foreach (var input in run.Inputs)
        {
            switch (input.Datatype)
            {
                case Datatype.FP32:
                    Fill<float>(input.Memory);
                    break;
                case Datatype.FP64:
                    Fill<double>(input.Memory);
                    break;
                default:
                    // Integers are often places in a table; zero is in every table. Of texts the empty one is as good as any.
                    input.Clear();
                    break;
            }
        }
    }

    private void Fill<T>(Span<byte> memory)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ref var value in MemoryMarshal.Cast<byte, T>(memory))
        {
            value = T.CreateChecked((random.NextDouble() * 4) - 2);
        }
    }

    // Sums of another order differ in the last digits.
    private static bool Same(Datatype datatype, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => datatype switch
    {
        Datatype.FP32 => Close(MemoryMarshal.Cast<byte, float>(left), MemoryMarshal.Cast<byte, float>(right), 1e-4f),
        Datatype.FP64 => Close(MemoryMarshal.Cast<byte, double>(left), MemoryMarshal.Cast<byte, double>(right), 1e-9),
        _ => left.SequenceEqual(right),
    };

    private static bool Close<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, T tolerance)
        where T : IFloatingPointIeee754<T>
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (!left[i].Equals(right[i]) && !(T.Abs(left[i] - right[i]) <= tolerance * T.Max(T.One, T.Abs(right[i]))))
            {
                return false;
            }
        }

        return true;
    }
}
